/* What every page has: links to copy, the box of the search, which loads the rest when it is used. */
(() => {
  "use strict";
  /* "Prüfung" is found as "pruefung", too, and "Café" as "cafe". */
  const UMLAUTS = { ä: "ae", ö: "oe", ü: "ue", ß: "ss" };
  const fold = (text) => text.toLowerCase().normalize("NFC").replace(/[äöüß]/g, (sign) => UMLAUTS[sign])
    .normalize("NFD").replace(/\p{M}/gu, "");
  const words = (text) => fold(text).split(/[\s§]+/).filter(Boolean); // "§ 7.3" is 7.3
  const plain = (element) => element.textContent.replaceAll("\u00ad", ""); // no soft hyphens
  const has = (list, word) => (list || "").split(" ").includes(word);

  const root = document.documentElement.dataset.content_root || "./";
  const loading = new Map();
  const loadFrom = (address) => {
    if (!loading.has(address)) {
      loading.set(address, new Promise((done) => {
        const script = document.createElement("script");
        script.src = address;
        script.onload = script.onerror = done;
        document.head.append(script);
      }));
    }
    return loading.get(address);
  };
  const load = (name) => loadFrom(`${root}_static/${name}`);
  window.nachweis = { fold, words, plain, has, load, loadFrom, root };

  /* Links into the pages of another version, where they stand beside these. */
  document.addEventListener("DOMContentLoaded", () => {
    const base = document.documentElement.dataset.content_root || "./";
    for (const link of document.querySelectorAll("[data-nw-to]")) {
      const entry = (window.nachweisVersions || []).find(({ version }) => version === link.dataset.nwTo);
      if (!entry) continue;
      link.href = `${base}../${entry.url}${link.dataset.nwPage || "index.html"}`;
      link.hidden = false;
    }
    /* Keys scroll a table that is wider than its page. */
    for (const wide of document.querySelectorAll(".table-wrapper")) {
      if (wide.scrollWidth > wide.clientWidth) wide.tabIndex = 0;
    }
  });

  /* The link of a heading or an object goes there, and its address to the clipboard. */
  if (navigator.clipboard) {
    for (const button of document.querySelectorAll("[data-nw-copy]")) {
      button.hidden = false;
      button.addEventListener("click", async () => {
        await navigator.clipboard.writeText(location.href.split("#")[0]);
        button.textContent = button.dataset.nwCopied;
      });
    }
    const told = document.querySelector("[data-nw-told]");
    document.addEventListener("click", async ({ target }) => {
      const link = target.closest?.("a.headerlink");
      if (!link) return;
      await navigator.clipboard.writeText(link.href);
      told.textContent = told.dataset.nwTold;
      link.dataset.nwCopied = told.dataset.nwTold;
      setTimeout(() => { delete link.dataset.nwCopied; told.textContent = ""; }, 2000);
    });
  }

  /* The page that is shown is in view in the navigation, which scrolls by itself. */
  const here = document.querySelector(".sidebar-tree .current-page > a");
  const frame = here?.closest(".sidebar-scroll");
  if (frame) {
    const [own, around] = [here.getBoundingClientRect(), frame.getBoundingClientRect()];
    if (own.bottom > around.bottom) frame.scrollTop += own.top - around.top - around.height / 2;
  }

  /* The search comes when somebody is about to use it. */
  const jump = document.querySelector(".nw-jump");
  const search = () => load("nachweis-search.js");
  jump?.addEventListener("focusin", search, { once: true });
  const searched = document.querySelector(".nw-found") ? search() : null;

  /* data-nachweis="ready" on <html>: whoever drives a browser can wait until nothing more is added by itself. */
  document.addEventListener("DOMContentLoaded", async () => {
    await searched;
    await Promise.allSettled([window.nachweis.searched, window.nachweis.desk]);
    document.documentElement.dataset.nachweis = "ready";
  });
})();
