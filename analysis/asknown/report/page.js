// What a page can do beyond being read. Without it every text, note, link and file is there.
"use strict";

const ORDERS = ["ascending", "descending"];

// Tables: the exporter has written into each cell its place in the order of its column.
for (const table of document.querySelectorAll("table:not(.spans)")) {
  const body = table.tBodies[0];
  const asPrinted = [...body.rows];
  for (const head of table.tHead.rows[0].cells) {
    if (asPrinted.some((row) => "order" in row.cells[head.cellIndex].dataset)) makeSortable(head, body, asPrinted);
  }
}

function makeSortable(head, body, asPrinted) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "sort";
  button.append(...head.childNodes);
  head.append(button);
  button.addEventListener("click", () => {
    // Upwards, downwards, and back to the order in which the report has it.
    const order = ORDERS[ORDERS.indexOf(head.getAttribute("aria-sort")) + 1];
    for (const other of head.parentNode.cells) other.removeAttribute("aria-sort");
    if (order) head.setAttribute("aria-sort", order);
    body.append(...(order ? sorted(asPrinted, head.cellIndex, order) : asPrinted));
  });
}

// Rows by the place of one cell, equals as printed; what has no place stays last, whichever way.
function sorted(rows, column, order) {
  const place = (row) => Number(row.cells[column].dataset.order ?? Infinity);
  const sign = order === "ascending" ? 1 : -1;
  return [...rows].sort((one, other) => {
    const [a, b] = [place(one), place(other)];
    if (a === b) return 0;
    return Number.isFinite(a) && Number.isFinite(b) ? sign * (a - b) : a - b;
  });
}

// Notes: the card steps aside for the register it leads to. A browser that knows no cards keeps the links as tab stops.
for (const link of document.querySelectorAll(".card a[href^='#']")) {
  link.addEventListener("click", () => link.closest(".card").hidePopover?.());
}
// Of what a source says the card has what its note is about, where the ledger knows that; else all of it.
for (const button of document.querySelectorAll(".note button")) {
  button.addEventListener("click", () => {
    const about = (button.closest(".notes").previousElementSibling?.dataset.trace ?? "").split(" ");
    const lines = [...button.popoverTargetElement.querySelectorAll("[data-claim]")];
    const meant = lines.filter((line) => about.includes(line.dataset.claim));
    for (const line of lines) line.hidden = meant.length > 0 && !meant.includes(line);
  });
}
if (!("popover" in HTMLElement.prototype)) {
  for (const link of document.querySelectorAll(".note a")) link.removeAttribute("tabindex");
}

// Contents: folded on a phone, where the figures should come first.
const contents = document.querySelector("nav details");
const phone = matchMedia("(max-width: 40rem)");
if (contents) {
  const fold = () => (contents.open = !phone.matches);
  fold();
  phone.addEventListener("change", fold);
}

// The day: each part of the page that follows it says from when until when it is seen. The address has the day and, where
// a reader named one, the quantity: #d=2022-01-09T18:00&m=killed.
const PACE = 1200, CALM_PACE = 3000; // milliseconds from change to change
const DAY = /^\d{4}-\d\d-\d\d(T\d\d:\d\d)?$/;
const bar = document.querySelector(".moment");
if (bar) follow(bar);

function follow(bar) {
  const find = (selector) => document.querySelector(selector);
  const [slider, choice, status, playing] = ["[type=range]", "select", "[role=status]", ".play"].map((it) => bar.querySelector(it));
  const moments = [...choice.options].map((option) => option.value);
  const changes = slider.dataset.changes.split(" ").filter(Boolean).map(Number);
  const parts = document.querySelectorAll("[data-since]");
  const charts = [...document.querySelectorAll(".days svg[aria-label]")].map((chart) => [chart, chart.getAttribute("aria-label")]);
  const own = Number(slider.max);
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let said = "";
  let named = "";
  let pace = 0;

  const now = () => Number(slider.value);
  const before = () => changes.findLast((at) => at < now()) ?? 0;
  const after = () => changes.find((at) => at > now()) ?? own;

  function show(at) {
    for (const part of parts) {
      const unseen = at < part.dataset.since || at >= part.dataset.until;
      if (part instanceof HTMLElement) part.hidden = unseen;
      else unseen ? part.setAttribute("display", "none") : part.removeAttribute("display");
    }
    slider.value = choice.selectedIndex = at;
    const day = choice.selectedOptions[0].text;
    slider.setAttribute("aria-valuetext", day);
    for (const way of ["back-a-day", "change-before"]) bar.querySelector(`.${way}`).disabled = at === 0;
    for (const way of ["on-a-day", "change-after"]) bar.querySelector(`.${way}`).disabled = at === own;
    find(".then").hidden = at === own;
    find(".chosen-day").textContent = at === own ? "" : day;
    document.body.classList.toggle("past", at < own);
    // Its words are those of the report's own day; on others the title tells, and the table under it has the claims.
    for (const [chart, alt] of charts) chart.setAttribute("aria-label", at === own ? alt : `Chart. ${find(".days .title:not([hidden])").innerText}`);
  }

  // Said once the reader has stopped at a day, and only where a figure reads otherwise than when last said.
  function say() {
    const figures = [...document.querySelectorAll(".days .tiles > :not([hidden])")].map((tile) =>
      [".number", ".label"].map((part) => tile.querySelector(part).innerText).join(" "),
    );
    if (figures.join() !== said) status.textContent = figures.join("; ");
    said = figures.join();
  }

  function write() {
    const quantity = named && `&m=${named}`;
    history.replaceState(null, "", `#d=${moments[now()]}${quantity}`);
  }

  // A day or minute stands for the last moment that is not after it; a day ends after all its minutes.
  function read() {
    const given = new URLSearchParams(location.hash.slice(1));
    const end = (text) => text.padEnd(16, "T24:00");
    const day = given.get("d") ?? "";
    if (DAY.test(day)) {
      show(Math.max(moments.findLastIndex((each) => end(each) <= end(day)), 0));
      say();
    }
    if (given.has("d") || given.has("m")) name(given.get("m") ?? "");
  }

  // The quantity that the address names is marked, and brought into sight; what nobody knows is left aside.
  function name(metric) {
    const places = [...document.querySelectorAll("[data-metric]")];
    for (const place of places) place.classList.toggle("named", place.dataset.metric === metric);
    const own = places.filter((place) => place.dataset.metric === metric && !place.hidden);
    named = own.length ? metric : "";
    if (!own.length) return;
    unfold(own[0]);
    own[0].scrollIntoView({ block: "center" });
  }

  function go(at) {
    stop();
    show(Math.min(Math.max(at, 0), own));
    say();
    write();
  }

  // Seen from change to change, more slowly for those who want less to move; it ends with the report's own day.
  function play() {
    if (now() === own) show(0);
    playing.firstElementChild.textContent = "Pause";
    playing.classList.add("on");
    pace = setInterval(() => (show(after()), now() === own && go(own)), calm.matches ? CALM_PACE : PACE);
  }

  function stop() {
    clearInterval(pace);
    pace = 0;
    playing.firstElementChild.textContent = "Play";
    playing.classList.remove("on");
  }

  slider.addEventListener("input", () => (stop(), show(now())));
  slider.addEventListener("change", () => go(now()));
  choice.addEventListener("change", () => go(choice.selectedIndex));
  playing.addEventListener("click", () => (pace ? go(now()) : play()));
  const ways = { "back-a-day": () => now() - 1, "on-a-day": () => now() + 1, "change-before": before, "change-after": after, "own-day": () => own };
  for (const [way, to] of Object.entries(ways)) find(`.${way}`).addEventListener("click", () => go(to()));
  let kept = own;
  addEventListener("beforeprint", () => (stop(), (kept = now()), show(own)));
  addEventListener("afterprint", () => show(kept));
  addEventListener("hashchange", read);
  bar.hidden = own === 0; // one day is no choice
  show(own);
  read();
}

// What is folded opens for what lies in it, and for paper; what was open before is open after.
const folds = document.querySelectorAll(".fold");
const aim = () => unfold(document.querySelector(":target"));
addEventListener("hashchange", aim);
aim();
addEventListener("beforeprint", () => folds.forEach((fold) => ((fold.dataset.open = fold.open), (fold.open = true))));
addEventListener("afterprint", () => folds.forEach((fold) => (fold.open = fold.dataset.open === "true")));

// The way back to the top floats over the page, once its head is out of sight.
const wayUp = document.querySelector(".to-top");
new IntersectionObserver(([head]) => wayUp.classList.toggle("afloat", !head.isIntersecting)).observe(document.querySelector("header"));

function unfold(place) {
  for (let at = place; at; at = at.parentElement) if (at.localName === "details") at.open = true;
}
