/* The search: objects and sections of pages by ID, number, title and text, in the box beside each page and on a
   page of its own. Words stand in scripts by their first two letters, which a page from a disk can load, too.
   The site over all projects reads the indexes of all the others. */
(() => {
  "use strict";
  const { fold, words, loadFrom, root } = window.nachweis;
  const ENDING = /(?:en|ern|er|es|em|e|n|s|ing|ed)$/; // of both languages
  const stemOf = (word) => (word.length > 5 ? word.replace(ENDING, "") : word);
  const bare = (word) => word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "");
  const shard = (word, signs) => word.slice(0, signs).replace(/[^a-z0-9]/g, "_").padEnd(signs, "_");

  /* Scripts of all sites put what they have at the same places: one is loaded and emptied after the other. */
  let turn = Promise.resolve();
  const inTurn = (step) => (turn = turn.then(step, step));

  /* A site with an index: below `base`, which ends with a slash. */
  const siteAt = (base, { key = "", title = "" } = {}) => {
    const kept = new Map();
    const read = (file, ...places) => {
      if (!kept.has(file)) {
        kept.set(file, inTurn(async () => {
          await loadFrom(`${base}_static/${file}`);
          const found = places.map((place) => window[place]);
          places.forEach((place) => { window[place] = undefined; });
          return found;
        }));
      }
      return kept.get(file);
    };
    let begun;
    const open = () => begun ||= (async () => {
      const [rows, shards, synonyms] = await read("nachweis-index.js", "nachweisIndex", "nachweisShards", "nachweisSynonyms");
      Object.assign(site, { rows: rows || [], shards: shards || [], synonyms: synonyms || {}, missing: !rows });
      site.named = site.rows.map(([id, number, name]) => ({
        id: fold(id), number: fold(number), named: ` ${fold(`${id} ${number} ${name}`)}`,
      }));
      return site;
    })();
    const facets = async () => {
      const [found] = await read("nachweis-facets.js", "nachweisFacets");
      site.told = found || { words: [], rows: [] };
    };
    /* Where many words begin alike, their files are split by the third letter; two letters ask for all of these. */
    const shardsOf = (word) => {
      const own = [shard(word, 3), shard(word, 2)].find((name) => site.shards.includes(name));
      return word.length > 2 ? [own].filter(Boolean) : site.shards.filter((name) => name.startsWith(shard(word, 2)));
    };
    /* Numbers of the entries in which a word begins so, or its stem. */
    const inTexts = async (word) => {
      const parts = await Promise.all(shardsOf(word).map(async (name) => {
        const [found] = await read(`search/words-${name}.js`, "nachweisWords");
        return found?.[name] || {};
      }));
      const all = parts.flatMap((part) => Object.entries(part));
      const starting = (begin) => all.filter(([other]) => other.startsWith(begin)).flatMap(([, numbers]) => numbers.split(" "));
      const found = starting(word);
      const stem = stemOf(word);
      return new Set((found.length || stem.length < 4 ? found : starting(stem)).map((number) => parseInt(number, 36)));
    };
    const textOf = async (place) => {
      const part = Math.floor(place / 100);
      const [found] = await read(`search/text-${part}.js`, "nachweisTexts");
      return found?.[part]?.[place % 100] || "";
    };
    const site = { base, key, title, open, facets, inTexts, textOf };
    return site;
  };

  /* What else the query may say: each word or group of words that has others of its meaning. */
  const variants = (query, synonyms) => {
    const said = ` ${words(query).join(" ")} `;
    const all = [said];
    for (const [word, others] of Object.entries(synonyms)) {
      const own = ` ${words(word).join(" ")} `;
      if (own.trim() && said.includes(own)) all.push(...others.map((other) => said.replace(own, ` ${words(other).join(" ")} `)));
    }
    return all.slice(0, 12).map((text) => text.trim().split(" ").map(bare).filter(Boolean));
  };
  /* Scores of entries: the very ID or number, then the begin of a word of a title, then texts. */
  const scoresIn = async (site, query, wanted) => {
    await site.open();
    const best = new Map();
    const exact = words(query).join(" ");
    for (const [position, parts] of variants(query, site.synonyms).entries()) {
      if (!parts.length) continue;
      parts.forEach((part) => wanted.add(part));
      let scores;
      for (const part of parts) {
        const texts = part.length > 1 ? await site.inTexts(part) : new Set();
        const found = new Map();
        site.named.forEach(({ id, number, named }, place) => {
          const at = named.indexOf(part);
          if (id === exact || number === exact) found.set(place, 100);
          else if (at >= 0) found.set(place, named[at - 1] === " " ? 12 : 6);
          else if (texts.has(place)) found.set(place, 2);
        });
        scores = scores ? new Map([...scores].filter(([place]) => found.has(place)).map(([place, score]) => [place, score + found.get(place)])) : found;
      }
      for (const [place, score] of scores) best.set(place, Math.max(best.get(place) || 0, score - (position ? 1 : 0)));
    }
    return best;
  };
  /* Hits, the best first, each a site with the number of an entry; and the words that were looked for. */
  const search = async (sites, query) => {
    if (!words(query).length) return { hits: [], wanted: [] };
    const wanted = new Set();
    const hits = [];
    for (const site of sites) {
      for (const [place, score] of await scoresIn(site, query, wanted)) hits.push({ site, place, score });
    }
    hits.sort((one, other) => other.score - one.score); // stable: sites and entries in their order
    return { hits, wanted: [...wanted] };
  };

  /* Okapi BM25 over stems: the rarest words of a text name the candidates, whose texts are then compared. */
  const LOOKED_UP = 60, RARE = 18, CANDIDATES = 80, K1 = 1.2, B = 0.75;
  const stemsOf = (text) => words(text).map((word) => stemOf(bare(word))).filter((word) => word.length > 3);
  const similar = async (sites, { site, place }) => {
    await site.open();
    const [, , title] = site.rows[place];
    const own = [...new Set(stemsOf(`${title} ${await site.textOf(place)}`))].sort((a, b) => b.length - a.length).slice(0, LOOKED_UP);
    const total = site.rows.length;
    const rare = [];
    for (const stem of own) {
      const count = (await site.inTexts(stem)).size;
      if (count && count < Math.max(total / 5, 3)) rare.push({ stem, weight: Math.log(1 + (total - count + 0.5) / (count + 0.5)) });
    }
    const terms = rare.sort((a, b) => b.weight - a.weight).slice(0, RARE);
    const sums = [];
    for (const other of sites) {
      await other.open();
      const found = new Map();
      for (const { stem, weight } of terms) {
        for (const number of await other.inTexts(stem)) found.set(number, (found.get(number) || 0) + weight);
      }
      if (other === site) found.delete(place);
      for (const [number, score] of found) sums.push({ site: other, place: number, score });
    }
    const chosen = sums.sort((one, other) => other.score - one.score).slice(0, CANDIDATES);
    const texts = await Promise.all(chosen.map((hit) => hit.site.textOf(hit.place)));
    const stems = texts.map((text, number) => stemsOf(`${chosen[number].site.rows[chosen[number].place][2]} ${text}`));
    const mean = stems.reduce((sum, list) => sum + list.length, 0) / (stems.length || 1) || 1;
    chosen.forEach((hit, number) => {
      const list = stems[number];
      hit.score = terms.reduce((sum, { stem, weight }) => {
        const often = list.filter((word) => word.startsWith(stem)).length;
        return sum + weight * often * (K1 + 1) / (often + K1 * (1 - B + B * list.length / mean));
      }, 0);
    });
    return {
      hits: chosen.filter(({ score }) => score > 0).sort((one, other) => other.score - one.score),
      wanted: terms.map(({ stem }) => stem),
    };
  };

  const hitOf = ({ site, place }) => {
    const [id, number, title, kind, address] = site.rows[place];
    const item = document.createElement("li");
    const link = document.createElement("a");
    const note = document.createElement("small");
    link.href = site.base + address;
    note.textContent = [site.key, kind, number, id].filter(Boolean).join(" · ");
    link.append(title, note);
    item.append(link);
    return item;
  };
  /* The words around the first that was looked for. */
  const excerpt = async ({ site, place }, wanted) => {
    const text = (await site.textOf(place)).split(" ");
    const fits = (word) => wanted.some((part) => bare(fold(word)).startsWith(part));
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

  const here = siteAt(root);
  here.open(); // somebody is about to search
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
      const { hits } = await search([here], box.value);
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
      const own = stops.indexOf(document.activeElement);
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step && own + step >= 0 && own + step < stops.length) {
        event.preventDefault();
        stops[own + step].focus();
      } else if (event.key === "Escape") {
        results.hidden = true;
        box.focus();
      }
    });
  }

  const page = document.querySelector(".nw-found");
  if (!page) return;
  const asked = new URLSearchParams(location.search);
  const query = asked.get("q") || "";
  const list = page.querySelector("ol");
  const more = page.querySelector("button.nw-more");
  const status = page.querySelector("[role=status]");
  const choices = [...page.querySelectorAll("[data-nw-facet]")];
  const say = (text, values) => Object.entries(values).reduce((said, [name, value]) => said.replace(`{${name}}`, value), text);
  document.querySelector(".nw-search input").value = query;

  const allSites = async () => {
    if (!("nwEverywhere" in page.dataset)) return [here];
    await loadFrom(`${root}nachweis-sites.js`);
    const rows = Array.isArray(window.nachweisSites) ? window.nachweisSites : [];
    return [here, ...rows.map((row) => siteAt(`${root}${row.url}`, row))];
  };
  /* Articles and terms stand in each site; once is enough. */
  const once = (found) => {
    const seen = new Set();
    const hits = found.hits.filter(({ site, place }) => {
      const [id, , title, kind, address] = site.rows[place];
      const own = id ? `${site.base}${id}` : `${kind} ${title} ${address}`;
      return !seen.has(own) && seen.add(own);
    });
    return { ...found, hits };
  };
  /* The words by which a hit is told apart. */
  const facetsOf = ({ site, place }) => {
    const { words: known, rows } = site.told;
    const [phase = [], measure = [], language = [], state = []] = rows[place] || [];
    const said = (numbers) => numbers.map((number) => known[number]);
    return {
      site: [site.title].filter(Boolean), kind: [site.rows[place][3]],
      phase: said(phase), measure: said(measure), language: said(language), state: said(state),
    };
  };
  let listed;
  const show = ({ hits, wanted }, sites, title) => {
    const told = hits.map((hit) => facetsOf(hit));
    const chosen = () => choices.filter(({ value }) => value);
    const fits = (number, besides) => chosen().every((choice) => choice === besides || told[number][choice.dataset.nwFacet].includes(choice.value));
    const numbers = hits.map((_, number) => number);
    /* What each choice would leave, with the other choices as they are. */
    const fill = () => {
      for (const choice of choices) {
        const counts = new Map();
        for (const number of numbers) {
          if (fits(number, choice)) for (const word of told[number][choice.dataset.nwFacet]) counts.set(word, (counts.get(word) || 0) + 1);
        }
        const before = choice.value;
        const options = [...counts].sort(([a], [b]) => a.localeCompare(b, document.documentElement.lang));
        choice.replaceChildren(choice.options[0], ...options.map(([word, count]) => new Option(`${word} (${count})`, word)));
        choice.value = counts.has(before) ? before : "";
        choice.parentElement.hidden = counts.size < 2 && !choice.value;
      }
      choices[0].closest(".nw-facets").hidden = !hits.length || choices.every((choice) => choice.parentElement.hidden);
    };
    let left = [];
    const add = async () => {
      const own = left;
      const start = list.children.length;
      for (const number of own.slice(start, start + 20)) {
        const item = hitOf(hits[number]);
        item.append(await excerpt(hits[number], wanted));
        if (listed !== own) return undefined; // another choice was made meanwhile
        const button = document.createElement("button");
        button.type = "button";
        button.className = "nw-similar";
        button.textContent = page.dataset.nwSimilar;
        button.addEventListener("click", () => alike(hits[number], sites));
        item.append(button);
        list.append(item);
      }
      more.hidden = list.children.length >= left.length;
      more.textContent = more.dataset.nwMore.replace("{count}", left.length - list.children.length);
      return list.children[start];
    };
    const choose = async () => {
      fill();
      listed = left = numbers.filter((number) => fits(number));
      const { nwOne, nwMany, nwNone, nwSome, nwLike, nwUnread } = page.dataset;
      const missing = sites.filter((site) => site.missing).map((site) => site.key || site.base);
      status.textContent = [
        title && say(nwLike, { title }),
        left.length < hits.length ? say(nwSome, { shown: left.length, all: hits.length })
          : hits.length === 1 ? nwOne : hits.length ? say(nwMany, { count: hits.length }) : nwNone,
        missing.length ? say(nwUnread, { sites: missing.join(", ") }) : "",
      ].filter(Boolean).join(" ");
      list.replaceChildren();
      await add();
    };
    for (const choice of choices) choice.onchange = choose;
    more.onclick = async () => (await add())?.querySelector("a").focus();
    return choose();
  };
  const withFacets = async (found) => {
    for (const site of new Set(found.hits.map((hit) => hit.site))) await site.facets();
    return once(found);
  };
  const alike = async (hit, sites) => {
    for (const choice of choices) choice.value = "";
    const title = hit.site.rows[hit.place][2];
    await show(await withFacets(await similar(sites, hit)), sites, title);
    document.querySelector("h1").scrollIntoView();
    list.querySelector("a")?.focus();
  };
  window.nachweis.searched = (async () => {
    if (!query.trim()) return;
    const sites = await allSites();
    await show(await withFacets(await search(sites, query)), sites);
  })();
})();
