// The chart and the claims of a figure: marks and rows choose a claim, and the kernel tells of it.

const NS = "http://www.w3.org/2000/svg";
const HINT =
  "Choose a mark or a row: by a click, or by Tab, the arrow keys and Enter. " +
  "Where its number comes from then stands here. Escape lets go of it.";
const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

function render({ model, el }) {
  // As at the slider: JupyterLab's own keys are not meant here.
  el.addEventListener("focusin", (event) => (event.target.dataset.lmSuppressShortcuts = "true"));
  el.classList.add("asknown-sight");
  const page = document.createElement("div");
  const beside = document.createElement("section");
  const said = document.createElement("p");
  const card = document.createElement("div");
  page.className = "asknown-page";
  beside.className = "asknown-beside";
  beside.setAttribute("aria-label", "The chosen claim");
  said.setAttribute("role", "status");
  beside.append(said, card);
  el.append(page, beside);

  // Marks and rows, each a list in the order in which the arrow keys go.
  let lists = [];

  const lineOf = (claim) => (model.get("face").claims.find((each) => each[1] === claim) || [""])[0];

  function show() {
    const held = page.contains(document.activeElement) ? document.activeElement : null;
    const kind = held && held.closest("tr") ? 1 : 0;
    const claim = held && held.dataset.claim;
    page.innerHTML = model.get("face").html;
    lists = [marks(), rows()];
    mark();
    const again = claim && lists[kind].find((each) => each.dataset.claim === claim);
    if (again) again.focus({ preventScroll: true });
  }

  // The marks of the chart from left to right, each with a ring around it, which a mouse hits.
  function marks() {
    if (!el.offsetWidth) return []; // in a tab that is not open nothing can be measured
    const found = [...page.querySelectorAll("svg [data-claim]")].map((it) => [it, it.getBBox()]);
    const middle = (box) => [box.x + box.width / 2, box.y + box.height / 2];
    found.sort(([, one], [, other]) => middle(one)[0] - middle(other)[0] || one.y - other.y);
    for (const [it, box] of found) {
      const ring = document.createElementNS(NS, "ellipse");
      const [x, y] = middle(box);
      const place = { cx: x, cy: y, rx: box.width / 2 + 5, ry: box.height / 2 + 5 };
      for (const name in place) ring.setAttribute(name, place[name]);
      ring.setAttribute("class", "asknown-ring");
      it.append(ring);
      it.setAttribute("role", "option");
      it.setAttribute("aria-label", lineOf(it.dataset.claim));
    }
    for (const svg of page.querySelectorAll("svg")) {
      if (!svg.querySelector("[data-claim]")) continue;
      svg.setAttribute("role", "listbox");
      for (const group of svg.querySelectorAll("g:not([data-claim])")) group.setAttribute("role", "none");
    }
    return found.map(([it]) => it);
  }

  function rows() {
    const found = [...page.querySelectorAll(".asknown-claims tbody tr")];
    model.get("face").claims.forEach(([, claim], at) => {
      if (found[at]) found[at].dataset.claim = claim;
    });
    return found.filter((it) => it.dataset.claim);
  }

  // What is chosen, in the chart and in the table. Each list is one stop of the Tab key.
  function mark() {
    const chosen = model.get("chosen");
    for (const list of lists) {
      const at = list.findIndex((it) => it.dataset.claim === chosen);
      list.forEach((it, place) => {
        const is = chosen && it.dataset.claim === chosen;
        it.setAttribute("tabindex", place === Math.max(at, 0) ? "0" : "-1");
        it.classList.toggle("asknown-chosen", Boolean(is));
        if (it.tagName === "TR") is ? it.setAttribute("aria-current", "true") : it.removeAttribute("aria-current");
        else it.setAttribute("aria-selected", String(Boolean(is)));
      });
    }
    const line = chosen && lineOf(chosen);
    said.textContent = line ? `Chosen: ${line}` : HINT;
    el.classList.toggle("asknown-has-chosen", Boolean(line));
  }

  function choose(claim) {
    model.set("chosen", claim);
    model.save_changes();
    mark();
  }

  function listOf(target) {
    const it = target.closest("[data-claim]");
    return it ? [lists.find((list) => list.includes(it)) || [], it] : [[], null];
  }

  page.addEventListener("click", (event) => {
    if (event.target.closest("a")) return;
    const [, it] = listOf(event.target);
    if (!it) return;
    it.focus({ preventScroll: true });
    choose(it.dataset.claim);
  });
  page.addEventListener("keydown", (event) => {
    if (event.target.closest("a") || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "Escape") return choose("");
    const [list, it] = listOf(event.target);
    if (!it) return;
    const ends = { Home: list[0], End: list[list.length - 1] };
    const to = ends[event.key] || list[list.indexOf(it) + (STEPS[event.key] || NaN)];
    if (event.key === "Enter" || event.key === " ") choose(it.dataset.claim);
    else if (to) {
      it.setAttribute("tabindex", "-1");
      to.setAttribute("tabindex", "0");
      to.focus();
    } else if (!STEPS[event.key]) return;
    event.preventDefault();
  });

  const tell = () => {
    card.innerHTML = model.get("card");
  };
  model.on("change:face", show);
  model.on("change:chosen", mark);
  model.on("change:card", tell);
  const seen = new ResizeObserver(([entry]) => {
    const bare = page.querySelector("svg [data-claim]") && !page.querySelector(".asknown-ring");
    if (entry.contentRect.width && bare) show();
  });
  seen.observe(el);
  show();
  tell();
  return () => seen.disconnect();
}

export default { render };
