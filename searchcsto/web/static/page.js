// The page works without this: it adds keys, suggestions, dragging on the timeline, and jumps from match to match.

const one = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];

document.documentElement.classList.add("scripted");

// Results and matches, one after the other

function makeWalk(items, show) {
  let at = -1;
  return {
    step(by) {
      if (!items.length) return;
      at = at < 0 && by < 0 ? items.length - 1 : Math.min(items.length - 1, Math.max(0, at + by));
      show(items[at], at);
    },
    set(place) { at = place; },
  };
}

const hits = all(".hit h2 a");
const results = makeWalk(hits, (link) => {
  link.focus({ preventScroll: true });
  link.closest(".hit").scrollIntoView({ block: "center" });
});
hits.forEach((link, place) => link.addEventListener("focus", () => results.set(place)));

const place = one("#hit-place");
const total = Number(place?.dataset.hits ?? 0);
let current = 0;

function showMatch(number) {
  const mark = document.getElementById(`hit-${number}`);
  if (!mark) return;
  all("mark.current").forEach((each) => each.classList.remove("current"));
  const closed = mark.closest("details");
  if (closed) closed.open = true;
  mark.classList.add("current");
  mark.scrollIntoView({ block: "center" });
  current = number;
  place.textContent = `${number.toLocaleString("en")} of ${total.toLocaleString("en")}`;
  history.replaceState(history.state, "", `#hit-${number}`);
}

function stepMatch(by) {
  if (total) showMatch(current ? ((current - 1 + by + total) % total) + 1 : by > 0 ? 1 : total);
}

for (const [id, by] of [["#hit-next", 1], ["#hit-previous", -1]]) {
  one(id)?.addEventListener("click", (event) => {
    event.preventDefault();
    stepMatch(by);
  });
}

const arrived = /^#hit-(\d+)$/.exec(location.hash);
if (arrived && total) showMatch(Number(arrived[1]));

// Keys

const dialog = one("#keys");

function isTyping(target) {
  return target.closest("input, textarea, select, [contenteditable]") !== null;
}

const keys = {
  "/": () => { const box = one("#q"); box.focus(); box.select(); },
  "?": () => dialog.showModal(),
  j: () => results.step(1),
  k: () => results.step(-1),
  n: () => stepMatch(1),
  p: () => stepMatch(-1),
  u: () => one("a.back")?.click(),
};

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || dialog.open) return;
  if (event.key === "Escape" && event.target.id === "q") event.target.blur();
  if (isTyping(event.target) || !Object.hasOwn(keys, event.key)) return;
  event.preventDefault();
  keys[event.key]();
});

// The timeline: drag, or go from bar to bar by arrow keys, with Shift to choose a range

const chart = one("#chart");
if (chart) drawRanges(chart);

function drawRanges(svg) {
  const buckets = all(".bucket", svg);
  const readout = one("#readout");
  const range = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  range.setAttribute("class", "range");
  range.setAttribute("height", "100%");
  let from = null, to = null, start = 0, isDragging = false, wasDragged = false;

  const find = (event) => {
    const box = svg.getBoundingClientRect();
    const share = (event.clientX - box.left) / box.width;
    return Math.min(buckets.length - 1, Math.max(0, Math.floor(share * buckets.length)));
  };
  const describe = () => {
    const [low, high] = [Math.min(from, to), Math.max(from, to)];
    const [first, last] = [buckets[low].dataset.first, buckets[high].dataset.last];
    return { low, high, first, last };
  };
  const show = () => {
    const { low, high, first, last } = describe();
    const step = 100 / buckets.length;
    range.setAttribute("x", `${low * step}%`);
    range.setAttribute("width", `${(high - low + 1) * step}%`);
    svg.append(range);
    buckets.forEach((each, number) => each.classList.toggle("within", number >= low && number <= high));
    readout.textContent = first === last ? first : `${first} to ${last}`;
  };
  const forget = () => {
    range.remove();
    buckets.forEach((each) => each.classList.remove("within"));
    readout.textContent = "";
    from = to = null;
  };
  const choose = () => {
    const { first, last } = describe();
    const behind = new Date(`${last}T00:00:00Z`);
    behind.setUTCDate(behind.getUTCDate() + 1);
    const address = new URL(location.href);
    for (const name of ["after", "before", "undated", "offset"]) address.searchParams.delete(name);
    address.searchParams.set("after", first);
    if (behind.getUTCFullYear() < 10000) address.searchParams.set("before", behind.toISOString().slice(0, 10));
    location.assign(address);
  };

  svg.addEventListener("dragstart", (event) => event.preventDefault());
  svg.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    isDragging = true;
    wasDragged = false;
    start = event.clientX;
    from = to = find(event);
  });
  window.addEventListener("pointermove", (event) => {
    if (!isDragging) return;
    wasDragged ||= Math.abs(event.clientX - start) > 4;
    if (!wasDragged) return;
    to = find(event);
    show();
  });
  window.addEventListener("pointerup", () => {
    if (isDragging && wasDragged) choose();
    isDragging = false;
  });
  window.addEventListener("pointercancel", () => { isDragging = false; forget(); });
  svg.addEventListener("click", (event) => { if (wasDragged) event.preventDefault(); }, true);
  svg.addEventListener("pointerover", (event) => {
    const bucket = event.target.closest(".bucket");
    if (bucket && !isDragging) readout.textContent = one("title", bucket).textContent;
  });
  svg.addEventListener("pointerleave", () => { if (!isDragging) readout.textContent = ""; });

  const links = buckets.filter((each) => each.matches("a"));
  svg.addEventListener("focusin", (event) => {
    readout.textContent = event.target.closest(".bucket")?.getAttribute("aria-label") ?? "";
  });
  svg.addEventListener("focusout", () => { readout.textContent = ""; });
  svg.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const at = links.indexOf(event.target.closest("a"));
    if (by && at >= 0) {
      event.preventDefault();
      const next = links[Math.min(links.length - 1, Math.max(0, at + by))];
      if (event.shiftKey) {
        from ??= buckets.indexOf(links[at]);
        to = buckets.indexOf(next);
      } else if (from !== null) forget();
      links[at].setAttribute("tabindex", "-1");
      next.setAttribute("tabindex", "0");
      next.focus();
      if (event.shiftKey) show();
    } else if (event.key === "Enter" && from !== null) {
      event.preventDefault();
      choose();
    } else if (event.key === "Escape" && from !== null) forget();
  });
  window.addEventListener("pageshow", forget);
}

// Suggestions below the search box; without an answer there are none

const box = one("#q");
const offers = document.createElement("ul");
let chosen = -1, asked = 0, timer = 0;

offers.id = "offers";
offers.className = "offers";
offers.hidden = true;
offers.setAttribute("role", "listbox");
offers.setAttribute("aria-label", "Suggestions");
box.parentElement.append(offers);
for (const [name, value] of Object.entries({
  role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": "offers",
})) box.setAttribute(name, value);

function closeOffers() {
  offers.hidden = true;
  chosen = -1;
  box.setAttribute("aria-expanded", "false");
  box.removeAttribute("aria-activedescendant");
}

function showOffers(rows) {
  offers.replaceChildren(...rows.map((row, number) => {
    const item = document.createElement("li");
    item.id = `offer-${number}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    const text = document.createElement("bdi");
    text.textContent = row.query;
    item.append(text);
    item.dataset.query = row.query;
    if (row.count) {
      const count = document.createElement("span");
      count.className = "n";
      count.textContent = row.count.toLocaleString("en");
      item.append(count);
    }
    item.addEventListener("pointerdown", (event) => { event.preventDefault(); takeOffer(row.query); });
    return item;
  }));
  chosen = -1;
  offers.hidden = !rows.length;
  box.setAttribute("aria-expanded", String(rows.length > 0));
}

function takeOffer(text) {
  box.value = text;
  closeOffers();
  if (text.endsWith(":")) box.dispatchEvent(new Event("input"));
  else box.form.requestSubmit();
}

async function askForOffers() {
  const typed = box.value, number = ++asked;
  if (typed.trim().length < 2) return closeOffers();
  try {
    const address = new URL("/api/suggest", location.origin);
    address.searchParams.set("q", typed);
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    const found = answer.ok ? await answer.json() : {};
    if (number !== asked || document.activeElement !== box) return;
    const rows = [
      ...(found.completions ?? []).map((each) => ({ query: each.query, count: each.documents })),
      ...(found.corrections ?? []).map((each) => ({ query: each.query, count: each.total })),
    ];
    showOffers(rows.filter((each) => each.query !== typed).slice(0, 10));
  } catch {
    closeOffers();
  }
}

function selectOffer(by) {
  const items = [...offers.children];
  items[chosen]?.setAttribute("aria-selected", "false");
  chosen = (chosen + by + items.length + (chosen < 0 && by < 0 ? 1 : 0)) % items.length;
  items[chosen].setAttribute("aria-selected", "true");
  items[chosen].scrollIntoView({ block: "nearest" });
  box.setAttribute("aria-activedescendant", items[chosen].id);
}

box.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(askForOffers, 120);
});
box.addEventListener("blur", closeOffers);
box.addEventListener("keydown", (event) => {
  if (offers.hidden) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    selectOffer(event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Enter" && chosen >= 0) {
    event.preventDefault();
    takeOffer(offers.children[chosen].dataset.query);
  } else if (event.key === "Escape") {
    event.preventDefault();
    closeOffers();
  }
});
