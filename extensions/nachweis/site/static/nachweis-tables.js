/* Filters, sorting and CSV. Without it all content is there; this narrows it down. */
(() => {
  "use strict";
  const { fold, words, plain, has, load, root } = window.nachweis;

  /* Matrices: every row is in the page; a filter hides rows. Its state is in the address:
     #nw:!STATE, #nw:@MEASURE, #nw:~PARTY, #nw:^VERSION, #nw:=COLUMN:TEXT or words, joined by "&". */
  const SIGNS = { state: "!", measure: "@", party: "~", changed: "^", text: "" };
  const LONG = { rows: 250, first: 100 }; // a longer list shows its first rows until it is opened

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
        .map((f) => encodeURIComponent((SIGNS[f.dataset.nwFilter] ?? `${f.dataset.nwFilter}:`) + f.value.trim()));
      const address = parts.length ? `#nw:${parts.join("&")}` : location.pathname + location.search;
      try { history.replaceState(null, "", address); } catch { /* some browsers, from file:// */ }
    }

    filter() {
      const { text = "", state, measure, party, changed } =
        Object.fromEntries(this.fields.map((f) => [f.dataset.nwFilter, f.value]));
      const wanted = words(text);
      const columns = this.fields.filter((f) => f.value && f.dataset.nwFilter.startsWith("="))
        .map((f) => [Number(f.dataset.nwFilter.slice(1)), f.value]);
      let shown = 0;
      for (const row of this.rows()) {
        const content = wanted.length ? fold(plain(row)) : "";
        const fits = wanted.every((word) => content.includes(word))
          && (!state || has(row.dataset.nwStates, state))
          && (!measure || row.dataset.nwMeasure === measure)
          && (!party || has(row.dataset.nwParties, party))
          && columns.every(([column, value]) => said(row.cells[column]) === value)
          && !row.nwLeftOut
          && (!changed || has(row.dataset.nwChanged, changed));
        row.hidden = !fits;
        shown += fits;
        if (row.nwDetails) row.nwDetails.hidden = !fits || !row.nwOpen;
      }
      this.fold();
      this.count.value = this.count.dataset.nwCount
        .replace("{shown}", shown).replace("{all}", this.rows().length);
      this.print();
    }

    /* Rows after the first hundred of a long list are laid out when somebody asks for them. */
    fold() {
      const rows = this.rows().filter((row) => !row.hidden);
      const long = !this.whole && rows.length > LONG.rows;
      rows.forEach((row, place) => row.classList.toggle("nw-later", long && place >= LONG.first));
      if (!this.more && long) {
        this.more = document.createElement("button");
        this.more.type = "button";
        this.more.className = "nw-more";
        this.more.addEventListener("click", () => { this.whole = true; this.fold(); });
        this.table.parentElement.after(this.more);
      }
      if (!this.more) return;
      this.more.hidden = !long;
      this.more.textContent = this.count.dataset.nwMore.replace("{count}", rows.length - LONG.first);
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
      this.fold();
      for (const other of head.parentNode.cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", sign === 1 ? "ascending" : "descending");
    }

    csv() {
      const german = document.documentElement.lang.startsWith("de"); // as its spreadsheets read it
      const marks = { INS: ["{+", "+}"], DEL: ["[-", "-]"] };
      const shown = (element) => {
        const copy = element.cloneNode(true);
        for (const extra of copy.querySelectorAll("[aria-hidden], .nw-hidden, .nw-open, summary")) extra.remove();
        for (const edit of copy.querySelectorAll("ins, del")) {
          const [left, right] = marks[edit.tagName];
          edit.prepend(left);
          edit.append(right);
        }
        for (const entry of copy.querySelectorAll("li + li, details li:first-child")) entry.prepend(", ");
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

  const said = (cell) => {
    const copy = cell.cloneNode(true);
    for (const sign of copy.querySelectorAll("[aria-hidden]")) sign.remove();
    return plain(copy).trim();
  };
  const matrices = [...document.querySelectorAll("[data-nw-matrix]")].map((box) => new Matrix(box));
  for (const matrix of matrices) matrix.fold();
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
      const [, column, value] = part.match(/^(=\d+):(.*)$/) || [];
      values[column || field || "text"] = column ? value : field ? part.slice(1) : part;
    }
    for (const matrix of matrices) matrix.set(values);
    matrices[0].box.scrollIntoView();
  };
  const unfold = () => {
    const id = location.hash.slice(1);
    const target = document.getElementById(id);
    const later = target?.closest(".nw-later");
    for (const matrix of later ? matrices : []) {
      matrix.whole = true;
      matrix.fold();
    }
    later?.scrollIntoView();
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

  /* The auditor's desk comes when it is opened, or where a sample is kept already. */
  const desk = document.getElementById("nw-desk");
  const doors = desk ? document.querySelectorAll("[data-nw-desk]") : [];
  const open = () => {
    const style = document.createElement("link");
    style.rel = "stylesheet";
    style.href = `${root}_static/nachweis-desk.css`;
    document.head.append(style);
    return window.nachweis.desk = load("nachweis-desk.js");
  };
  const kept = () => {
    try { return localStorage.getItem(`nachweis-desk:${desk.dataset.nwKey}`); } catch { return null; }
  };
  if (doors.length && kept()) open();
  else for (const door of doors) {
    door.hidden = false;
    door.addEventListener("click", async () => {
      if (window.nachweis.desk) return; // it listens by itself
      await open();
      door.click();
    }, { once: true });
  }
})();
