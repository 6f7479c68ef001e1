// The slider over the days, with its buttons and ticks. It works out nothing: what it is to stop at
// and where the figure changed is told by the kernel.

const PACE = 1100; // milliseconds a day is shown while it plays
const THUMB = 16; // pixels, as explorer.css has it

// A day is known at its end: it comes behind the minutes of the same day.
const inOrder = (moment) => (moment.includes("T") ? moment : `${moment}T99`);

function button(label, sign, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = sign;
  made.title = label;
  made.setAttribute("aria-label", label);
  made.addEventListener("click", act);
  return made;
}

function render({ model, el }) {
  // What JupyterLab does on a letter or an arrow (delete a cell, go to the next) is not meant here,
  // nor at the other controls. It asks the element that has the focus.
  const quiet = (event) => (event.target.dataset.lmSuppressShortcuts = "true");
  el.addEventListener("focusin", quiet);
  const placed = requestAnimationFrame(() => {
    const whole = el.closest(".asknown");
    if (whole) whole.addEventListener("focusin", quiet);
  });
  el.classList.add("asknown-slider");
  const slider = document.createElement("input");
  const ticks = document.createElement("div");
  const track = document.createElement("div");
  const stop = document.createElement("output");
  const label = document.createElement("span");
  slider.type = "range";
  slider.min = 0;
  slider.step = 1;
  slider.setAttribute("aria-label", model.get("description"));
  label.textContent = model.get("description");
  track.className = "asknown-track";
  ticks.className = "asknown-ticks";
  ticks.setAttribute("aria-hidden", "true");
  track.append(slider, ticks);

  const stops = () => model.get("options");
  const turnsOf = (day) => model.get("turns").filter((turn) => turn[1] === day);
  let playing = 0;

  function show() {
    const at = stops().findIndex(([, value]) => value === model.get("value"));
    slider.max = Math.max(stops().length - 1, 0);
    slider.value = at;
    tell(at);
  }

  function tell(at) {
    const [name, day] = stops()[at] || ["", ""];
    const changed = turnsOf(day).length ? ", the figure changed" : "";
    stop.textContent = name;
    slider.setAttribute("aria-valuetext", name + changed);
    offer();
  }

  function offer() {
    const now = inOrder(model.get("at"));
    const moments = model.get("turns").map(([moment]) => inOrder(moment));
    before.disabled = !moments.some((moment) => moment < now);
    after.disabled = !moments.some((moment) => moment > now);
  }

  function draw() {
    ticks.replaceChildren();
    const last = Math.max(stops().length - 1, 1);
    stops().forEach(([name, day], at) => {
      const told = turnsOf(day);
      if (!told.length) return;
      const tick = document.createElement("i");
      tick.style.left = `calc(${THUMB / 2}px + (100% - ${THUMB}px) * ${at / last})`;
      tick.title = `${name}: ${told.map((turn) => turn[2]).join(", then ")}`;
      ticks.append(tick);
    });
    offer();
  }

  function go(at) {
    tell(at);
    model.set("value", stops()[at][1]);
    model.save_changes();
  }

  function turn(by) {
    const now = inOrder(model.get("at"));
    const moments = model.get("turns").map(([moment]) => moment);
    const later = moments.filter((moment) => inOrder(moment) > now);
    const earlier = moments.filter((moment) => inOrder(moment) < now);
    const to = by > 0 ? later[0] : earlier[earlier.length - 1];
    if (!to) return;
    pause();
    model.set("at", to);
    model.save_changes();
  }

  function pause() {
    clearInterval(playing);
    playing = 0;
    dress("Play", "▶");
  }

  function dress(name, sign) {
    play.textContent = sign;
    play.title = name;
    play.setAttribute("aria-label", name);
  }

  function step() {
    const at = Number(slider.value);
    if (at >= stops().length - 1) return pause();
    slider.value = at + 1;
    go(at + 1);
  }

  const before = button("Previous change", "⇤", () => turn(-1));
  const after = button("Next change", "⇥", () => turn(1));
  const play = button("Play", "▶", () => {
    if (playing) return pause();
    if (Number(slider.value) >= stops().length - 1) {
      slider.value = 0;
      go(0);
    }
    playing = setInterval(step, PACE);
    dress("Pause", "❚❚");
  });
  slider.addEventListener("input", () => {
    if (playing) pause();
    go(Number(slider.value));
  });

  el.append(label, before, play, after, track, stop);
  model.on("change:value change:options", show);
  model.on("change:options change:turns", draw);
  model.on("change:at", offer);
  show();
  draw();
  return () => {
    cancelAnimationFrame(placed);
    pause();
  };
}

export default { render };
