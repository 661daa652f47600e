/* Filters, sorting, CSV and the search. Without it all content is there; this narrows it down. */
(() => {
  "use strict";
  /* "Prüfung" is found as "pruefung", too, and "Café" as "cafe". */
  const UMLAUTS = { ä: "ae", ö: "oe", ü: "ue", ß: "ss" };
  const fold = (text) => text.toLowerCase().normalize("NFC").replace(/[äöüß]/g, (sign) => UMLAUTS[sign])
    .normalize("NFD").replace(/\p{M}/gu, "");
  const words = (text) => fold(text).split(/[\s§]+/).filter(Boolean); // "§ 7.3" is 7.3
  const plain = (element) => element.textContent.replaceAll("\u00ad", ""); // no soft hyphens
  const has = (list, word) => (list || "").split(" ").includes(word);

  /* Matrices: every row is in the page; a filter hides rows. Its state is in the address:
     #nw:!STATE, #nw:@MEASURE, #nw:~PARTY, #nw:^VERSION or words, joined by "&". */
  const SIGNS = { state: "!", measure: "@", party: "~", changed: "^", text: "" };

  class Matrix {
    constructor(box) {
      this.box = box;
      this.table = box.querySelector("table");
      this.body = this.table.tBodies[0];
      this.fields = [...box.querySelectorAll("[data-nw-filter]")];
      this.count = box.querySelector("[data-nw-count]");
      box.querySelector(".nw-filters").hidden = false;
      for (const field of this.fields) field.addEventListener("input", () => this.changed());
      const actions = { reset: () => this.set({}), csv: () => this.csv(), print: () => window.print() };
      for (const button of box.querySelectorAll("[data-nw-do]")) {
        button.addEventListener("click", actions[button.dataset.nwDo]);
      }
      for (const head of this.table.querySelectorAll("th[data-nw-sort]")) {
        const button = document.createElement("button");
        button.type = "button";
        button.append(...head.childNodes);
        head.append(button);
        button.addEventListener("click", () => this.sort(head));
      }
    }

    rows() { return [...this.body.rows].filter((row) => !row.matches(".nw-details")); }

    set(values) {
      for (const field of this.fields) {
        field.value = values[field.dataset.nwFilter] || "";
        if (field.selectedIndex === -1) field.value = "";
      }
      this.changed();
    }

    changed() {
      this.filter();
      const parts = this.fields.filter((f) => f.value.trim())
        .map((f) => encodeURIComponent(SIGNS[f.dataset.nwFilter] + f.value.trim()));
      const address = parts.length ? `#nw:${parts.join("&")}` : location.pathname + location.search;
      try { history.replaceState(null, "", address); } catch { /* some browsers, from file:// */ }
    }

    filter() {
      const { text = "", state, measure, party, changed } =
        Object.fromEntries(this.fields.map((f) => [f.dataset.nwFilter, f.value]));
      const wanted = words(text);
      let shown = 0;
      for (const row of this.rows()) {
        const content = wanted.length ? fold(plain(row)) : "";
        const fits = wanted.every((word) => content.includes(word))
          && (!state || has(row.dataset.nwStates, state))
          && (!measure || row.dataset.nwMeasure === measure)
          && (!party || has(row.dataset.nwParties, party))
          && !row.nwLeftOut
          && (!changed || has(row.dataset.nwChanged, changed));
        row.hidden = !fits;
        shown += fits;
        if (row.nwDetails) row.nwDetails.hidden = !fits || !row.nwOpen;
      }
      this.count.value = this.count.dataset.nwCount
        .replace("{shown}", shown).replace("{all}", this.rows().length);
      this.print();
    }

    filtered() {
      return this.fields.filter((field) => field.value.trim()).map((field) => {
        const value = field.selectedOptions ? field.selectedOptions[0].text.replace(/ \(\d+\)$/, "") : `“${field.value.trim()}”`;
        return `${field.closest("label").firstChild.textContent.trim()}: ${value}`;
      });
    }

    /* Every sheet of a filtered print says that rows are left out, and by which filter. */
    print() {
      const note = this.count.dataset.nwPrinted;
      const filters = this.filtered();
      this.printed?.remove();
      if (!note || !filters.length) return;
      this.printed = this.table.tHead.insertRow();
      this.printed.className = "nw-printed";
      const cell = this.printed.insertCell();
      cell.colSpan = this.table.tHead.rows[0].cells.length;
      cell.textContent = `${note.replace("{filter}", filters.join(", "))} ${this.count.value}`;
    }

    sort(head) {
      const column = head.cellIndex;
      const sign = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
      const numbers = head.dataset.nwSort === "state";
      const day = (text) => text.replace(/\b(\d\d)\.(\d\d)\.(\d{4})\b/, "$3-$2-$1"); // as German writes it
      const key = ({ cells }) =>
        (numbers ? Number(cells[column].dataset.nwState) : day(cells[column].textContent.trim()));
      const compare = numbers ? (a, b) => a - b : (a, b) => a.localeCompare(b, undefined, { numeric: true });
      const rows = this.rows().map((row) => [key(row), row]);
      rows.sort(([a], [b]) => sign * compare(a, b));
      this.body.append(...rows.flatMap(([, row]) => (row.nwDetails ? [row, row.nwDetails] : [row])));
      for (const other of head.parentNode.cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", sign === 1 ? "ascending" : "descending");
    }

    csv() {
      const german = document.documentElement.lang.startsWith("de"); // as its spreadsheets read it
      const marks = { INS: ["{+", "+}"], DEL: ["[-", "-]"] };
      const shown = (element) => {
        const copy = element.cloneNode(true);
        for (const extra of copy.querySelectorAll("[aria-hidden], .nw-hidden, .nw-open")) extra.remove();
        for (const edit of copy.querySelectorAll("ins, del")) {
          const [left, right] = marks[edit.tagName];
          edit.prepend(left);
          edit.append(right);
        }
        for (const entry of copy.querySelectorAll("li + li")) entry.prepend(", ");
        for (const part of copy.querySelectorAll("dt, dd")) part.append(part.tagName === "DT" ? ": " : " ");
        for (const part of copy.querySelectorAll(".nw-text")) part.prepend(" ");
        const text = plain(copy).trim().replace(/\s+/g, " ");
        const number = german && (element.matches(".nw-number") || element.querySelector(".nw-number"));
        return number && /^-?\d+\.\d+$/.test(text) ? text.replace(".", ",") : text;
      };
      const columns = (cell) => {
        const parts = cell.querySelectorAll("[data-nw-part]");
        return cell.dataset.nwParts ? cell.dataset.nwParts.split("|") : (parts.length ? [...parts] : [cell]).map(shown);
      };
      /* A leading apostrophe keeps a spreadsheet from taking text for a formula. */
      const quote = (text) => `"${text.replace(/^(?=[=+\-@])/, "'").replaceAll('"', '""')}"`;
      const rows = [this.table.tHead.rows[0], ...this.rows()].filter((row) => !row.hidden);
      const lines = rows.map((row) => [...row.cells].flatMap(columns).map(quote).join(german ? ";" : ","));
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([`\ufeff${lines.join("\r\n")}\r\n`], { type: "text/csv" }));
      link.download = `${document.title}.csv`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    }
  }

  const matrices = [...document.querySelectorAll("[data-nw-matrix]")].map((box) => new Matrix(box));
  window.nachweisMatrices = matrices;
  /* A row of a register opens to show its entry; without scripts the entries stand below the table. */
  const opens = new Map();
  for (const matrix of matrices) {
    for (const row of matrix.rows()) {
      const link = row.cells[0].querySelector('a[href^="#"]');
      const card = link && document.getElementById(link.hash.slice(1));
      if (!card?.matches(".nw-from-register")) continue;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "nw-open";
      button.setAttribute("aria-label", `${matrix.table.dataset.nwOpens}: ${plain(link)}`);
      const turn = (open) => {
        if (!row.nwDetails) {
          row.nwDetails = document.createElement("tr");
          row.nwDetails.className = "nw-details";
          const cell = row.nwDetails.insertCell();
          cell.colSpan = row.cells.length;
          cell.append(card);
          row.after(row.nwDetails);
        }
        row.nwOpen = open;
        row.nwDetails.hidden = !open;
        button.setAttribute("aria-expanded", open);
      };
      button.setAttribute("aria-expanded", false);
      button.addEventListener("click", () => turn(!row.nwOpen));
      link.addEventListener("click", () => turn(true));
      row.cells[0].prepend(button);
      opens.set(card.id, turn);
      card.parentElement.classList.add("nw-folded");
    }
  }
  for (const section of document.querySelectorAll(".nw-folded:not(:has(.nw-matrix))")) {
    document.querySelectorAll(`a[href="#${section.id}"]`).forEach((link) => link.closest("li")?.remove());
  }

  const readAddress = () => {
    if (!matrices.length || !location.hash.startsWith("#nw:")) return;
    const values = {};
    for (const part of location.hash.slice(4).split("&").map(decodeURIComponent)) {
      const field = { "!": "state", "@": "measure", "~": "party", "^": "changed" }[part[0]];
      values[field || "text"] = field ? part.slice(1) : part;
    }
    for (const matrix of matrices) matrix.set(values);
    matrices[0].box.scrollIntoView();
  };
  const unfold = () => {
    const id = location.hash.slice(1);
    const target = document.getElementById(id);
    if (target?.tagName === "DETAILS") target.open = true;
    if (opens.has(id)) {
      opens.get(id)(true);
      target.scrollIntoView({ block: "center" });
    }
  };
  for (const read of [unfold, readAddress]) {
    read();
    window.addEventListener("hashchange", read);
  }

  /* Links into the pages of another version, where they stand beside these. */
  document.addEventListener("DOMContentLoaded", () => {
    const base = document.documentElement.dataset.content_root || "./";
    for (const link of document.querySelectorAll("[data-nw-to]")) {
      const entry = (window.nachweisVersions || []).find(({ version }) => version === link.dataset.nwTo);
      if (!entry) continue;
      link.href = `${base}../${entry.url}${link.dataset.nwPage || "index.html"}`;
      link.hidden = false;
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

  /* The search: objects and sections of pages by ID, number, title and text, in the box beside each page and on a
     page of its own. Words stand in scripts by their first two letters, which a page from a disk can load, too. */
  const root = document.documentElement.dataset.content_root || "./";
  const loading = new Map();
  const load = (name) => {
    if (!loading.has(name)) {
      loading.set(name, new Promise((done) => {
        const script = document.createElement("script");
        script.src = `${root}_static/${name}`;
        script.onload = script.onerror = done;
        document.head.append(script);
      }));
    }
    return loading.get(name);
  };
  let index;
  const entries = async () => {
    await load("nachweis-index.js");
    return index ||= (window.nachweisIndex || []).map(([id, number, title]) => {
      const named = ` ${fold(`${id} ${number} ${title}`)}`;
      return { id: fold(id), number: fold(number), named };
    });
  };
  const shard = (word) => word.slice(0, 2).replace(/[^a-z0-9]/g, "_").padEnd(2, "_");
  const ENDING = /(?:en|ern|er|es|em|e|n|s|ing|ed)$/;
  const inTexts = async (word) => {
    const own = shard(word);
    if (!window.nachweisShards?.includes(own)) return new Set(); // no text has such a word
    await load(`search/words-${own}.js`);
    const all = Object.entries(window.nachweisWords?.[own] || {});
    const starting = (begin) => all.filter(([other]) => other.startsWith(begin)).flatMap(([, numbers]) => numbers.split(" "));
    const found = starting(word);
    const stem = word.length > 5 ? word.replace(ENDING, "") : word;
    return new Set((found.length || stem.length < 4 ? found : starting(stem)).map((number) => parseInt(number, 36)));
  };
  /* What else the query may say: each word or group of words that has others of its meaning. */
  const variants = (query) => {
    const said = ` ${words(query).join(" ")} `;
    const all = [said];
    for (const [word, others] of Object.entries(window.nachweisSynonyms || {})) {
      const own = ` ${words(word).join(" ")} `;
      if (own.trim() && said.includes(own)) all.push(...others.map((other) => said.replace(own, ` ${words(other).join(" ")} `)));
    }
    return all.slice(0, 12).map((text) => text.trim().split(" ")
      .map((word) => word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "")).filter(Boolean));
  };
  /* Numbers of entries, the best first: the very ID or number, then the begin of a word of a title, then texts. */
  const search = async (query) => {
    if (!words(query).length) return { hits: [], wanted: [] };
    const all = await entries();
    const best = new Map();
    const wanted = new Set();
    const exact = words(query).join(" ");
    for (const [position, parts] of variants(query).entries()) {
      if (!parts.length) continue;
      parts.forEach((part) => wanted.add(part));
      let scores;
      for (const part of parts) {
        const texts = part.length > 1 ? await inTexts(part) : new Set();
        const found = new Map();
        all.forEach(({ id, number, named }, place) => {
          const at = named.indexOf(part);
          if (id === exact || number === exact) found.set(place, 100);
          else if (at >= 0) found.set(place, named[at - 1] === " " ? 12 : 6);
          else if (texts.has(place)) found.set(place, 2);
        });
        scores = scores ? new Map([...scores].filter(([place]) => found.has(place)).map(([place, score]) => [place, score + found.get(place)])) : found;
      }
      for (const [place, score] of scores) best.set(place, Math.max(best.get(place) || 0, score - (position ? 1 : 0)));
    }
    return { hits: [...best].sort(([a, x], [b, y]) => y - x || a - b).map(([place]) => place), wanted: [...wanted] };
  };
  const hitOf = (place) => {
    const [id, number, title, kind, address] = window.nachweisIndex[place];
    const item = document.createElement("li");
    const link = document.createElement("a");
    const note = document.createElement("small");
    link.href = root + address;
    note.textContent = [kind, number, id].filter(Boolean).join(" · ");
    link.append(title, note);
    item.append(link);
    return item;
  };
  /* The words around the first that was looked for. */
  const excerpt = async (place, wanted) => {
    const part = Math.floor(place / 100);
    await load(`search/text-${part}.js`);
    const text = (window.nachweisTexts?.[part]?.[place % 100] || "").split(" ");
    const fits = (word) => wanted.some((part) => fold(word).replace(/^[^\p{L}\p{N}]+/u, "").startsWith(part));
    const first = Math.max(text.findIndex(fits), 0);
    const from = Math.max(first - 8, 0);
    const line = document.createElement("p");
    if (from) line.append("… ");
    for (const word of text.slice(from, from + 32)) {
      const shown = document.createElement(fits(word) ? "mark" : "span");
      shown.textContent = word;
      line.append(shown, " ");
    }
    if (text.length > from + 32) line.append("…");
    return text[0] ? line : "";
  };

  const jump = document.querySelector(".nw-jump");
  if (jump) {
    const box = jump.querySelector("input");
    const results = jump.querySelector("ul");
    const told = jump.querySelector("[role=status]");
    const IN_BOX = 12;
    let asked = 0;
    jump.classList.add("nw-jump-ready");
    box.addEventListener("input", async () => {
      const number = ++asked;
      const { hits } = await search(box.value);
      if (number !== asked) return; // another letter was typed
      results.replaceChildren(...hits.slice(0, IN_BOX).map(hitOf));
      if (hits.length > IN_BOX) {
        const more = document.createElement("li");
        const link = document.createElement("a");
        link.href = `${root}search.html?q=${encodeURIComponent(box.value)}`;
        link.textContent = jump.dataset.nwMore.replace("{count}", hits.length - IN_BOX);
        more.append(link);
        results.append(more);
      }
      results.hidden = !hits.length;
      told.textContent = results.hidden && box.value.trim() ? jump.dataset.nwNone : "";
    });
    jump.addEventListener("submit", (event) => {
      const hit = results.querySelector("a");
      if (results.hidden || !hit) return; // the page of the search says what there is
      event.preventDefault();
      hit.click();
    });
    jump.addEventListener("keydown", (event) => {
      const stops = [box, ...results.querySelectorAll("a")];
      const here = stops.indexOf(document.activeElement);
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step && here + step >= 0 && here + step < stops.length) {
        event.preventDefault();
        stops[here + step].focus();
      } else if (event.key === "Escape") {
        results.hidden = true;
        box.focus();
      }
    });
  }
  const page = document.querySelector(".nw-found");
  let searched;
  if (page) {
    const query = new URLSearchParams(location.search).get("q") || "";
    const list = page.querySelector("ol");
    const more = page.querySelector("button");
    const status = page.querySelector("[role=status]");
    document.querySelector(".nw-search input").value = query;
    searched = search(query).then(async ({ hits, wanted }) => {
      const show = async () => {
        const start = list.children.length;
        for (const place of hits.slice(start, start + 20)) {
          const item = hitOf(place);
          list.append(item);
          item.append(await excerpt(place, wanted));
        }
        more.hidden = list.children.length >= hits.length;
        more.textContent = more.dataset.nwMore.replace("{count}", hits.length - list.children.length);
        return list.children[start];
      };
      if (!query.trim()) return;
      status.textContent = hits.length === 1 ? page.dataset.nwOne : (hits.length ? page.dataset.nwMany : page.dataset.nwNone).replace("{count}", hits.length);
      await show();
      more.addEventListener("click", async () => (await show())?.querySelector("a").focus());
    });
  }

  /* The page that is shown is in view in the navigation, which scrolls by itself. */
  const here = document.querySelector(".sidebar-tree .current-page > a");
  const frame = here?.closest(".sidebar-scroll");
  if (frame) {
    const [own, around] = [here.getBoundingClientRect(), frame.getBoundingClientRect()];
    if (own.bottom > around.bottom) frame.scrollTop += own.top - around.top - around.height / 2;
  }

  /* data-nachweis="ready" on <html>: whoever drives a browser can wait until nothing more is added by itself. */
  document.addEventListener("DOMContentLoaded", async () => {
    await Promise.allSettled([searched]);
    document.documentElement.dataset.nachweis = "ready";
  });
})();
