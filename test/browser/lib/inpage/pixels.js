// Runs in the page, in tools: what can be told of a picture, a film's frame or a sound.
// Areas are [left, top, width, height] in pixels of the source.
'use strict';

globalThis.tools ??= {};

const GRID = [384, 32]; // to which letters are scaled before they are compared
const INK = 200; // letters are white on dark: at least this bright

function canvasOf(source, [left, top, width, height]) {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context.drawImage(source, left, top, width, height, 0, 0, width, height);
  return canvas;
}

const pixels = (canvas) => canvas.getContext('2d', { willReadFrequently: true }).getImageData(0, 0, canvas.width, canvas.height).data;

tools.mean = (source, area) => {
  const data = pixels(canvasOf(source, area));
  return [0, 1, 2].map((channel) => {
    let sum = 0;
    for (let i = channel; i < data.length; i += 4) sum += data[i];
    return Math.round((4 * sum) / data.length);
  });
};

// colours counts the different ones.
tools.colours = (source, area) => new Set(new Uint32Array(pixels(canvasOf(source, area)).buffer)).size;

// grab keeps a frame; changed is the share of its pixels that now differ.
tools.grab = (source, area) => pixels(canvasOf(source, area));
tools.changed = (source, area, kept) => {
  const data = pixels(canvasOf(source, area));
  let count = 0;
  for (let i = 0; i < data.length; i += 4) {
    if ([0, 1, 2].some((c) => Math.abs(data[i + c] - kept[i + c]) > 24)) count++;
  }
  return (4 * count) / data.length;
};

// letters is the ink of a canvas, cut to where there is some, on the grid.
function letters(canvas) {
  const { width, height } = canvas;
  const data = pixels(canvas);
  const box = [width, height, 0, 0];
  for (let i = 0; i < data.length; i += 4) {
    const ink = Math.min(data[i], data[i + 1], data[i + 2]) >= INK;
    const [x, y] = [(i / 4) % width, Math.floor(i / 4 / width)];
    if (ink) [box[0], box[1], box[2], box[3]] = [Math.min(box[0], x), Math.min(box[1], y), Math.max(box[2], x + 1), Math.max(box[3], y + 1)];
  }
  if (box[2] === 0) throw new Error('there is nothing to read');
  const grid = new OffscreenCanvas(...GRID);
  const context = grid.getContext('2d', { willReadFrequently: true });
  context.imageSmoothingQuality = 'high';
  context.drawImage(canvas, box[0], box[1], box[2] - box[0], box[3] - box[1], 0, 0, ...GRID);
  return Float64Array.from(pixels(grid).filter((_, i) => i % 4 === 0));
}

// written is a text as this browser writes it.
function written(text) {
  const canvas = new OffscreenCanvas(64 * (text.length + 1), 128);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = 'white';
  context.font = '500 64px "Noto Sans CJK SC", sans-serif';
  context.fillText(text, 32, 92);
  return canvas;
}

// likeness is how much an area's letters look like a text: 1 is exactly so,
// 0 not at all.
tools.likeness = (source, area, text) => {
  const [a, b] = [letters(canvasOf(source, area)), letters(written(text))];
  const centred = (v) => {
    const middle = v.reduce((sum, x) => sum + x, 0) / v.length;
    return v.map((x) => x - middle);
  };
  const dot = (v, w) => v.reduce((sum, x, i) => sum + x * w[i], 0);
  const [p, q] = [centred(a), centred(b)];
  return dot(p, q) / Math.sqrt(dot(p, p) * dot(q, q));
};
