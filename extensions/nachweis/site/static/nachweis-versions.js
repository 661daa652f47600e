/* The switcher between versions. Which versions there are stands in versions.js above this one,
   so that a page built long ago knows those that came later. Without it all links lead to the
   page that lists them. */
(() => {
  "use strict";
  const box = document.querySelector("[data-nw-version]");
  const versions = window.nachweisVersions;
  if (!box || !Array.isArray(versions)) return;
  const own = box.dataset.nwVersion;
  const top = new URL(document.documentElement.dataset.content_root || "./", location.href);
  const plain = (address) => { try { return decodeURI(address); } catch { return address; } };
  const page = plain(location.pathname.slice(top.pathname.length)) || "index.html";
  const folder = (version) => new URL(`../${version.url}`, top);
  const place = versions.findIndex(({ version }) => version === own);
  const preferred = versions.findIndex((version) => version.preferred);
  const current = versions[preferred];
  const absent = new URLSearchParams(location.search).get("nw-absent");

  /* The pages of another version, or nothing where it does not tell. */
  const lists = window.nachweisPages ||= {};
  const loads = {};
  const pagesOf = (entry) => loads[entry.version] ||= new Promise((done) => {
    const script = document.createElement("script");
    script.src = new URL("_static/nachweis-pages.js", folder(entry));
    script.onload = script.onerror = () => done(lists[entry.version]);
    document.head.append(script);
  });

  /* Point a link to this page in another version, or to that version's first page. */
  const aim = async (link, entry) => {
    const pages = await pagesOf(entry);
    const there = !pages || pages.some((name) => plain(name) === page);
    const target = new URL(there ? page.split("/").map(encodeURIComponent).join("/") : "index.html", folder(entry));
    if (there) {
      target.search = absent ? "" : location.search; // what was searched for
      target.hash = location.hash;
    } else target.searchParams.set("nw-absent", page);
    link.href = target;
    return there;
  };
  const linkTo = (entry) => {
    const link = document.createElement("a");
    link.href = new URL("index.html", folder(entry));
    link.textContent = entry.name;
    return link;
  };

  const list = box.querySelector("ul");
  const rows = versions.map((entry) => {
    const row = document.createElement("li");
    const link = linkTo(entry);
    const note = document.createElement("small");
    if (entry.version === own) link.setAttribute("aria-current", "true");
    row.append(link, " ", note);
    return { entry, row, link, note };
  });
  list.prepend(...rows.map(({ row }) => row));
  const fill = () => {
    if (!box.open) return;
    for (const { entry, link, note } of rows) {
      const marks = entry.preferred ? [box.dataset.nwCurrent] : [];
      aim(link, entry).then((there) => {
        note.textContent = [...marks, ...there ? [] : [box.dataset.nwLacks]].join(", ");
      });
    }
  };
  box.addEventListener("toggle", fill);
  document.addEventListener("click", ({ target }) => { if (!box.contains(target)) box.open = false; });
  box.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape" || !box.open) return;
    box.open = false;
    box.querySelector("summary").focus();
  });

  /* The banner, and what the page calls itself, where another version is the current one. */
  const banner = document.querySelector("[data-nw-banner]");
  let pointer;
  if (current && current.version !== own) {
    pointer = linkTo(current);
    const words = banner.dataset.nwBanner.replace("{version}", own).split("{current}");
    banner.replaceChildren(words[0], pointer, ...words.slice(1));
    banner.hidden = false;
    if (own !== "draft" && (place < 0 || place > preferred)) {
      const print = document.querySelector("style[data-nw-page-superseded]");
      if (print) print.media = "all";
      for (const status of document.querySelectorAll("[data-nw-status]")) {
        status.classList.replace("nw-released", "nw-draft");
        status.textContent = status.dataset.nwStatus;
      }
    }
  }
  const follow = () => { fill(); if (pointer) aim(pointer, current); };
  window.addEventListener("hashchange", follow);
  follow();

  if (absent) {
    const notice = document.querySelector("[data-nw-absent]");
    notice.textContent = notice.dataset.nwAbsent.replace("{page}", absent);
    notice.hidden = false;
  }
})();
