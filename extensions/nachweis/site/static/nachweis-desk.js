/* The auditor's desk: rows of a table are drawn as a sample, ticked and annotated in this browser, and
   taken along as one file. Nothing leaves the machine; without scripts or storage the table stays as it is. */
(() => {
  "use strict";
  const template = document.getElementById("nw-desk");
  if (!template) return;
  const { nwKey: project, nwCommit: commit, nwDate: date, nwVersion: version, nwPage: page } = template.dataset;
  const SCHEMA = "nachweis/desk/1";
  const MOST = { bytes: 4_000_000, pages: 500, rows: 20_000, text: 4_000 };
  const RESULTS = ["", "ok", "finding", "question"];
  const STORE = `nachweis-desk:${project}`;

  /* Whatever a file says is text within bounds, or is left out. */
  const text = (value) => (typeof value === "string" ? value.slice(0, MOST.text) : "");
  const count = (value) => (Number.isSafeInteger(value) && value > 0 ? Math.min(value, MOST.rows) : 0);
  const entries = (value, most) => (value && typeof value === "object" && !Array.isArray(value) ? Object.entries(value).slice(0, most) : []);
  const readPage = (data) => ({
    commit: text(data?.commit), date: text(data?.date), version: text(data?.version), filter: text(data?.filter),
    auditor: text(data?.auditor), approved: text(data?.approved),
    draw: data?.draw ? { every: count(data.draw.every), seed: text(data.draw.seed), from: count(data.draw.from), of: count(data.draw.of) } : null,
    rows: new Map(entries(data?.rows, MOST.rows).map(([key, row]) => [text(key), {
      result: RESULTS.includes(row?.result) ? row.result : "", note: text(row?.note),
    }])),
  });
  const readAll = (written) => {
    if (written.length > MOST.bytes) throw new RangeError("too large");
    const data = JSON.parse(written);
    if (data?.schema !== SCHEMA) throw new TypeError("not a desk");
    return { project: text(data.project), pages: new Map(entries(data.pages, MOST.pages).map(([name, own]) => [text(name), readPage(own)])) };
  };
  const write = (pages) => JSON.stringify({
    schema: SCHEMA, project,
    pages: Object.fromEntries([...pages].map(([name, own]) => [name, { ...own, rows: Object.fromEntries(own.rows) }])),
  }, null, 1);
  const load = () => {
    try { return readAll(localStorage.getItem(STORE) || "").pages; } catch { return new Map(); }
  };

  class Desk {
    constructor(matrix, name) {
      this.matrix = matrix;
      this.name = name;
      this.state = load().get(name);
      const button = matrix.box.querySelector("[data-nw-desk]");
      button.hidden = false;
      button.addEventListener("click", () => (this.panel ? this.shut() : this.open()));
      this.button = button;
      if (this.state) this.open();
    }

    /* Rows by what they are about; a second row about the same has a number. */
    keys() {
      const seen = new Map();
      return this.matrix.rows().map((row) => {
        row.nwKey ||= (() => {
          const head = row.cells[0];
          const own = (head.querySelector("code") || head.querySelector("a") || head).textContent.trim();
          seen.set(own, (seen.get(own) || 0) + 1);
          return seen.get(own) > 1 ? `${own} #${seen.get(own)}` : own;
        })();
        return [row.nwKey, row];
      });
    }

    open() {
      this.state ||= readPage({});
      this.panel = template.content.firstElementChild.cloneNode(true);
      this.matrix.box.querySelector(".nw-filters").after(this.panel);
      this.button.setAttribute("aria-expanded", true);
      this.part = (name) => this.panel.querySelector(`[data-nw-part="${name}"]`);
      for (const [name, act] of Object.entries({
        draw: () => this.draw(), clear: () => this.clear(), save: () => this.save(), print: () => this.print(),
        file: () => this.part("chosen").click(),
      })) this.part(name).addEventListener("click", act);
      this.part("chosen").addEventListener("change", ({ target }) => this.take(target.files[0]));
      this.part("only").addEventListener("change", () => this.show());
      this.part("auditor").value = this.state.auditor;
      this.part("auditor").addEventListener("input", ({ target }) => { this.state.auditor = target.value; this.keep(); });
      this.changed = this.matrix.fields.find((field) => field.dataset.nwFilter === "changed");
      if (this.changed) {
        if (this.state.approved && !location.hash.startsWith("#nw:")) this.matrix.set({ changed: this.state.approved });
        this.changed.addEventListener("input", () => { this.state.approved = this.changed.value; this.keep(); });
      }
      const head = document.createElement("th");
      head.scope = "col";
      head.className = "nw-desk-cell";
      head.textContent = this.panel.dataset.nwHead;
      head.dataset.nwParts = `${this.panel.dataset.nwHead}|${this.panel.dataset.nwResult}|${this.panel.dataset.nwNote}`;
      this.matrix.table.tHead.rows[0].append(head);
      for (const [key, row] of this.keys()) this.cell(key, row);
      this.show();
    }

    shut() {
      this.panel.remove();
      this.panel = undefined;
      this.button.setAttribute("aria-expanded", false);
      for (const cell of this.matrix.table.querySelectorAll(".nw-desk-cell")) cell.remove();
      for (const row of this.matrix.rows()) row.nwLeftOut = false;
      this.matrix.filter();
    }

    cell(key, row) {
      const cell = row.insertCell();
      cell.className = "nw-desk-cell";
      cell.dataset.label = this.panel.dataset.nwHead;
      const label = document.createElement("label");
      const box = document.createElement("input");
      box.type = "checkbox";
      label.append(box, ` ${this.panel.dataset.nwDrawn}`);
      const fields = template.content.querySelector("[data-nw-part=fields]").cloneNode(true);
      const [result, note] = [fields.querySelector("select"), fields.querySelector("textarea")];
      const said = fields.querySelector("p");
      note.maxLength = MOST.text;
      result.setAttribute("aria-label", `${this.panel.dataset.nwResult}: ${key}`);
      note.setAttribute("aria-label", `${this.panel.dataset.nwNote}: ${key}`);
      cell.append(label, fields);
      row.nwFill = () => {
        const own = this.state.rows.get(key);
        box.checked = Boolean(own);
        fields.hidden = !own;
        result.value = own?.result || "";
        note.value = own?.note || "";
        said.textContent = [result.value && result.selectedOptions[0].text, note.value].filter(Boolean).join(": ");
        cell.dataset.nwParts = own ? ["x", result.value && result.selectedOptions[0].text, note.value.replaceAll("|", "/")].join("|") : "||";
      };
      box.addEventListener("change", () => {
        if (box.checked) this.state.rows.set(key, { result: "", note: "" });
        else this.state.rows.delete(key);
        this.state.draw = null; // by hand from here on
        this.show();
      });
      for (const field of [result, note]) {
        field.addEventListener("input", () => {
          this.state.rows.set(key, { result: result.value, note: note.value });
          said.textContent = [result.value && result.selectedOptions[0].text, note.value].filter(Boolean).join(": ");
          this.keep();
        });
      }
      row.nwFill();
    }

    /* Every n-th of the rows that are shown, by ID; the seed says with which it begins (FNV-1a). */
    draw() {
      const every = count(this.part("every").valueAsNumber) || 1;
      const seed = this.part("seed").value;
      let hash = 0x811c9dc5;
      for (const byte of new TextEncoder().encode(seed)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
      const rows = this.keys().filter(([, row]) => !row.hidden).map(([key]) => key).sort();
      const from = hash % every;
      const kept = this.state.rows;
      this.state.rows = new Map(rows.filter((_, number) => number % every === from)
        .map((key) => [key, kept.get(key) || { result: "", note: "" }]));
      this.state.draw = { every, seed, from: from + 1, of: rows.length };
      this.show();
    }

    clear() {
      this.state = readPage({ auditor: this.state.auditor, approved: this.state.approved });
      this.show();
    }

    show() {
      const only = this.part("only").checked;
      for (const [key, row] of this.keys()) {
        row.nwFill();
        row.nwLeftOut = only && !this.state.rows.has(key);
      }
      this.matrix.filter();
      this.keep();
    }

    keep() {
      const filter = this.matrix.filtered().join(", ");
      if (!this.state.draw || !this.state.filter) this.state.filter = filter;
      const { rows, draw } = this.state;
      const stamp = { commit, date, version };
      const old = this.state.commit && this.state.commit !== commit ? this.state.commit : "";
      if (!rows.size) Object.assign(this.state, stamp, { filter });
      else if (!this.state.commit) Object.assign(this.state, stamp);
      const done = [...rows.values()].filter(({ result }) => result).length;
      const told = this.panel.dataset;
      const fill = (line, parts) => line.replace(/\{(\w+)\}/g, (_, name) => parts[name]);
      this.part("count").textContent = fill(told.nwCount, { sample: rows.size, all: this.matrix.rows().length, done });
      this.part("old").textContent = old ? fill(told.nwOld, { old, commit }) : "";
      this.part("protocol").textContent = [
        fill(told.nwStamp, { project, commit: this.state.commit || "–", date: this.state.date || date }),
        draw ? fill(told.nwDraw, { every: draw.every, from: draw.from, of: draw.of, seed: draw.seed || "–" }) : told.nwHand,
        this.state.filter && fill(told.nwFilter, { filter: this.state.filter }),
        this.state.auditor && fill(told.nwBy, { auditor: this.state.auditor }),
      ].filter(Boolean).join(" · ");
      const pages = load();
      if (rows.size || this.state.auditor || this.state.approved) pages.set(this.name, this.state);
      else pages.delete(this.name);
      try {
        localStorage.setItem(STORE, write(pages));
        this.part("unkept").hidden = true;
      } catch {
        this.part("unkept").hidden = false;
      }
    }

    save() {
      const pages = load().set(this.name, this.state);
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([write(pages)], { type: "application/json" }));
      link.download = `${project}-${date}-${commit || "draft"}.desk.json`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    }

    async take(file) {
      const told = this.part("told");
      told.textContent = "";
      try {
        if (!file || file.size > MOST.bytes) throw new RangeError("too large");
        const data = readAll(await file.text());
        if (data.project !== project) throw new TypeError("another project");
        const pages = new Map([...load(), ...data.pages]);
        this.state = pages.get(this.name) || readPage({});
        try { localStorage.setItem(STORE, write(pages)); } catch { /* keep() says so */ }
        this.part("auditor").value = this.state.auditor;
        this.show();
        told.textContent = this.panel.dataset.nwTaken;
      } catch {
        told.textContent = this.panel.dataset.nwRefused;
      }
      this.part("chosen").value = "";
    }

    print() {
      const { checked } = this.part("only");
      this.part("only").checked = true;
      this.show();
      window.print();
      this.part("only").checked = checked;
      this.show();
    }
  }

  (window.nachweisMatrices || []).filter(({ box }) => box.querySelector("[data-nw-desk]"))
    .forEach((matrix, number) => new Desk(matrix, number ? `${page}#${number + 1}` : page));
})();
