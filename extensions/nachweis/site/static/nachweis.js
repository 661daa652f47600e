/* Filters, sorting and the jump box. Without it all content is there; this only narrows it down. */
(() => {
  "use strict";
  const rowsOf = (table) => [...table.tBodies[0].rows];

  const filter = (box, table) => {
    const fields = Object.fromEntries(
      [...box.querySelectorAll("[data-nw-filter]")].map((f) => [f.dataset.nwFilter, f.value.trim()]));
    const words = (fields.text || "").toLowerCase().split(/\s+/).filter(Boolean);
    const passing = new Set(["covered", "waived", "n/a", "later"]);
    let shown = 0;
    for (const row of rowsOf(table)) {
      const states = row.dataset.nwStates.replaceAll("in progress", "").split(" ");
      const text = row.textContent.toLowerCase();
      const fits = words.every((word) => text.includes(word))
        && (!fields.party || row.dataset.nwParties.split(" ").includes(fields.party))
        && (!fields.state || (fields.state === "!open"
          ? states.some((state) => !passing.has(state)) : states.includes(fields.state)));
      row.hidden = !fits;
      shown += fits;
    }
    const count = box.querySelector("[data-nw-count]");
    if (count) count.value = `${shown} of ${rowsOf(table).length} requirements`;
  };

  const sort = (table, head) => {
    const column = head.cellIndex;
    const up = head.getAttribute("aria-sort") !== "ascending";
    const key = (row) => head.dataset.nwSort === "state"
      ? Number(row.cells[column].dataset.nwState) : row.cells[column].textContent.trim();
    const rows = rowsOf(table).map((row) => [key(row), row]);
    rows.sort(([a], [b]) => (typeof a === "number" ? a - b : a.localeCompare(b)) * (up ? 1 : -1));
    table.tBodies[0].append(...rows.map(([, row]) => row));
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
  };

  const csv = (table) => {
    const lines = [...table.rows].filter((row) => !row.hidden).map((row) => [...row.cells]
      .map((cell) => `"${cell.textContent.trim().replace(/\s+/g, " ").replaceAll('"', '""')}"`).join(","));
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([`\ufeff${lines.join("\r\n")}\r\n`], { type: "text/csv" }));
    link.download = `${document.title.split(" - ")[0]}.csv`;
    link.click();
    URL.revokeObjectURL(link.href);
  };

  for (const box of document.querySelectorAll("[data-nw-matrix]")) {
    const table = box.querySelector("table");
    const filters = box.querySelector(".nw-filters");
    filters.hidden = false;
    filters.addEventListener("input", () => filter(box, table));
    filters.querySelector("[data-nw-csv]")?.addEventListener("click", () => csv(table));
    for (const head of table.querySelectorAll("th[data-nw-sort]")) {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => sort(table, head));
    }
    const wanted = decodeURIComponent(location.hash);
    if (wanted.startsWith("#nw:")) {
      const field = filters.querySelector("[data-nw-filter=text]");
      field.value = wanted.slice(4);
      filter(box, table);
      box.scrollIntoView();
    }
  }

  const jump = document.querySelector(".nw-jump");
  if (!jump) return;
  const root = document.documentElement.dataset.content_root || "./";
  const input = jump.querySelector("input");
  const list = jump.querySelector("ul");
  jump.hidden = false;
  const load = () => new Promise((done) => {
    if (window.nachweisIndex) return done();
    const script = document.createElement("script");
    script.src = `${root}_static/nachweis-index.js`;
    script.onload = done;
    document.head.append(script);
  });
  const show = async () => {
    await load();
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    const hits = words.length ? window.nachweisIndex.filter((entry) => {
      const text = `${entry[0]} ${entry[1]} ${entry[2]}`.toLowerCase();
      return words.every((word) => text.includes(word));
    }).slice(0, 12) : [];
    list.replaceChildren(...hits.map(([id, number, title, kind, address]) => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      const note = document.createElement("small");
      link.href = root + address;
      link.textContent = title;
      note.textContent = `${kind} ${number ? `${number} · ` : ""}${id}`;
      link.append(note);
      item.append(link);
      return item;
    }));
    list.hidden = !hits.length;
  };
  input.addEventListener("input", show);
  jump.addEventListener("submit", (event) => {
    event.preventDefault();
    list.querySelector("a")?.click();
  });
})();
