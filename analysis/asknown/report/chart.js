// Charts: shared by an address, embedded as a frame, saved as a picture.

const PICTURE = [1200, 675];

for (const figure of document.querySelectorAll("figure.chart")) {
  const find = (selector) => figure.querySelector(`.taking ${selector}`);
  const [share, embed, picture, drawing] = [".share", ".embed", ".png", "a[download$='.svg']"].map(find);
  share.addEventListener("click", (event) => {
    event.preventDefault();
    offer(figure, share, "Link to this chart", addressOf(figure));
  });
  embed.hidden = picture.hidden = false;
  embed.addEventListener("click", () => offer(figure, embed, "Code to embed this chart", codeOf(figure, embed.dataset)));
  picture.addEventListener("click", () => savePicture(drawing));
}

// On another day a chart has another name, and so has its drawing for phones.
for (const wide of document.querySelectorAll("svg.wide")) {
  const named = () => wide.nextElementSibling.setAttribute("aria-label", wide.getAttribute("aria-label"));
  new MutationObserver(named).observe(wide, { attributeFilter: ["aria-label"] });
}

// The page on the day that is shown, at the quantity of a chart; at the chart where the page names neither.
function addressOf(figure) {
  const [day, metric] = [document.querySelector(".moment select")?.value, figure.dataset.metric];
  const named = [];
  if (/^\d{4}-/.test(day ?? "")) named.push(`d=${day}`);
  if (metric) named.push(`m=${metric}`);
  const follows = metric || figure.closest(".days");
  return location.href.replace(/#.*/, "") + "#" + ((follows && named.join("&")) || figure.id);
}

// A frame for somebody else's page, which grows with what is in it. The file lies beside this page.
function codeOf(figure, { file, title }) {
  const address = new URL(file, location.href.replace(/#.*/, "")).href;
  const [width, height] = [figure.clientWidth, figure.querySelector(".scroll").clientHeight];
  const high = Math.round((height * Math.min(width, 736)) / width + 180);
  const frame = document.createElement("iframe");
  for (const [name, value] of Object.entries({ src: address, title, width: "100%", height: high, loading: "lazy", style: "border: 0" })) {
    frame.setAttribute(name, value);
  }
  const script = "script";
  return `${frame.outerHTML}
<${script}>addEventListener("message", (event) => {
  if (event.data?.asknown === "height") for (const frame of document.querySelectorAll("iframe")) {
    if (frame.contentWindow === event.source) frame.height = event.data.height;
  }
});<\/${script}>`;
}

// A text to copy, under the buttons; pressed again, the button takes it away.
function offer(figure, button, label, text) {
  const before = figure.querySelector(".code");
  before?.remove();
  for (const other of figure.querySelectorAll("[aria-expanded]")) other.removeAttribute("aria-expanded");
  if (before?.dataset.label === label) return;
  const [box, name, area] = ["div", "label", "textarea"].map((kind) => document.createElement(kind));
  box.className = "code";
  box.dataset.label = label;
  Object.assign(area, { readOnly: true, value: text });
  name.append(label, area);
  box.append(name);
  figure.append(box);
  button.setAttribute("aria-expanded", "true");
  area.focus();
  area.select();
  navigator.clipboard?.writeText(text).catch(() => {}); // where that is not allowed, the text is there to be copied
}

// As large as it fits on a sheet of the size that stands for a link.
async function savePicture(drawing) {
  const image = new Image();
  image.src = drawing.href;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = PICTURE;
  const sheet = canvas.getContext("2d");
  sheet.fillStyle = "#fff";
  sheet.fillRect(0, 0, ...PICTURE);
  const scale = Math.min(canvas.width / image.naturalWidth, canvas.height / image.naturalHeight);
  const [wide, high] = [image.naturalWidth * scale, image.naturalHeight * scale];
  sheet.drawImage(image, (canvas.width - wide) / 2, (canvas.height - high) / 2, wide, high);
  const link = document.createElement("a");
  link.download = drawing.download.replace(/\.svg$/, ".png");
  link.href = canvas.toDataURL("image/png");
  link.click();
}
