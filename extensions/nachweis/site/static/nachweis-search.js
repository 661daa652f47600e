/* The search: objects and sections of pages by ID, number, title and text, in the box beside each page and on a
   page of its own. Words stand in scripts by their first two letters, which a page from a disk can load, too. */
(() => {
  "use strict";
  const { fold, words, load, root } = window.nachweis;
  let index;
  const entries = async () => {
    await load("nachweis-index.js");
    return index ||= (window.nachweisIndex || []).map(([id, number, title]) => {
      const named = ` ${fold(`${id} ${number} ${title}`)}`;
      return { id: fold(id), number: fold(number), named };
    });
  };
  const shard = (word, signs) => word.slice(0, signs).replace(/[^a-z0-9]/g, "_").padEnd(signs, "_");
  /* Where many words begin alike, their files are split by the third letter; two letters ask for all of these. */
  const shardsOf = (word) => {
    const all = window.nachweisShards || [];
    const own = [shard(word, 3), shard(word, 2)].find((name) => all.includes(name));
    return word.length > 2 ? [own].filter(Boolean) : all.filter((name) => name.startsWith(shard(word, 2)));
  };
  const ENDING = /(?:en|ern|er|es|em|e|n|s|ing|ed)$/;
  const inTexts = async (word) => {
    const own = shardsOf(word); // none: no text has such a word
    await Promise.all(own.map((name) => load(`search/words-${name}.js`)));
    const all = own.flatMap((name) => Object.entries(window.nachweisWords?.[name] || {}));
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

  entries(); // somebody is about to search
  const jump = document.querySelector(".nw-jump");
  if (jump) {
    const box = jump.querySelector("input");
    const results = jump.querySelector("ul");
    const told = jump.querySelector("[role=status]");
    const IN_BOX = 12;
    let asked = 0;
    jump.classList.add("nw-jump-ready");
    const look = async () => {
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
    };
    box.addEventListener("input", look);
    if (box.value) look(); // typed before this was loaded
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
  if (page) {
    const query = new URLSearchParams(location.search).get("q") || "";
    const list = page.querySelector("ol");
    const more = page.querySelector("button");
    const status = page.querySelector("[role=status]");
    document.querySelector(".nw-search input").value = query;
    window.nachweis.searched = search(query).then(async ({ hits, wanted }) => {
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
})();
