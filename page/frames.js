// Shows pictures that are already there. The kernel draws them ahead and sends them (see frames.py); when a
// control moves to one of them, the page shows it, with its sentence, without asking anybody.

const keyOf = (places) =>
  JSON.stringify(places, (_, place) => (typeof place === "number" ? Number(place.toPrecision(9)) : place));

// A picture is shown only once it is loaded: so it and its sentence change in the same frame.
async function loaded(url) {
  const image = new Image();
  await new Promise((done, failed) => Object.assign(image, { onload: done, onerror: failed, src: url }));
  return image;
}

function asUrl(bytes) {
  let letters = "";
  for (let i = 0; i < bytes.length; i += 8192) letters += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return `data:image/png;base64,${btoa(letters)}`;
}

async function initialize({ model, signal }) {
  const find = (name) => model.widget_manager.get_model(name.slice("IPY_MODEL_".length));
  const [picture, words, ...controls] = await Promise.all(
    [model.get("picture"), model.get("words"), ...model.get("controls")].map(find),
  );
  const place = (control) => (control.has("index") ? control.get("index") : control.get("value"));
  const now = () => keyOf(controls.map(place));
  const frames = new Map();
  // The number of the newest move, that of the move whose frame is shown, and the last move to each key.
  let moves = 0;
  let shown = 0;
  const last = new Map([[now(), 0]]);

  function show(frame, move) {
    shown = move;
    words.set("value", frame.words);
    if (frame.image) {
      const value = new TextEncoder().encode(frame.image.src);
      picture.set({ format: "url", tooltip: frame.name, value: new DataView(value.buffer) });
    }
  }

  function moved(control) {
    const key = now();
    last.set(key, ++moves);
    // What the kernel itself moves, as at Reset, it moves one by one: it says when it is done.
    if (frames.has(key) && control.comm_live && !control._state_lock) show(frames.get(key), moves);
  }

  async function hear(message, buffers) {
    if (message.hello) return model.send({ here: true });
    if (message.sent) model.send({ got: message.sent });
    const key = keyOf(message.at);
    let frame = frames.get(key);
    if (message.words) {
      const bytes = buffers.length && new Uint8Array(buffers[0].buffer, buffers[0].byteOffset, buffers[0].byteLength);
      frame = { words: message.words, name: message.name, image: bytes && (await loaded(asUrl(bytes))) };
    }
    if (message.forget) message.forget.forEach((old) => frames.delete(keyOf(old)));
    if (message.kept) frames.set(key, frame);
    if (!frame) return;
    if (key === now()) show(frame, moves);
    else if (message.now && last.get(key) > shown) show(frame, last.get(key));
  }

  // One after another, as they came, though one picture may be loaded before another.
  let queue = Promise.resolve();
  const listen = (message, buffers) => (queue = queue.then(() => hear(message, buffers)).catch(console.error));
  const context = {};
  controls.forEach((control) => control.on("change:value change:index", () => moved(control), context));
  signal.addEventListener("abort", () => controls.forEach((control) => control.off(null, null, context)));
  model.on("msg:custom", listen);
  model.send({ ready: true });
}

// A page of the site: all frames of its sliders stand in it (see kit/site/frames.py).
function stand(block) {
  const { alt, words, frames } = JSON.parse(block.querySelector("script").textContent);
  const image = block.closest(".cell_output").querySelector("img");
  const sliders = [...block.querySelectorAll("input")];
  let newest;

  async function moved() {
    const frame = frames[sliders.reduce((sum, slider, i) => sum * words[i].length + Number(slider.value), 0)];
    newest = frame;
    sliders.forEach((slider, i) => {
      slider.setAttribute("aria-valuetext", words[i][slider.value]);
      slider.nextElementSibling.textContent = words[i][slider.value];
    });
    const picture = frame.picture && (await loaded(frame.picture));
    if (newest !== frame) return;
    if (picture) Object.assign(image, { src: picture.src, alt: `${alt} ${frame.sentence}` });
    block.querySelector("[role=status]").textContent = frame.sentence;
  }

  sliders.forEach((slider) => slider.addEventListener("input", moved));
}

document.querySelectorAll(".live-frames").forEach(stand);

export default { initialize: (given) => void initialize(given).catch(console.error) };
