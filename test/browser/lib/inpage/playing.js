// Runs in the page, in tools: films and sounds as they play.
'use strict';

globalThis.tools ??= {};

tools.next = (element, event) => new Promise((resolve, reject) => {
  element.addEventListener(event, resolve, { once: true });
  element.addEventListener('error', () => reject(new Error(element.error.message)), { once: true });
});

// loaded waits until there is something to see or hear.
tools.loaded = async (media) => {
  if (media.error) throw new Error(media.error.message);
  if (media.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) await tools.next(media, 'loadeddata');
};

tools.seek = async (media, seconds) => {
  const there = tools.next(media, 'seeked');
  media.currentTime = seconds;
  await there;
};

const BEAT = 0.09; // seconds, of the rhythm that begins each sound
const RATE = 16000;

// heard decodes a sound: how loud its first fifteen beats are in their
// middle, and the pitch of the first.
tools.heard = async (bytes) => {
  const sound = await new OfflineAudioContext(1, RATE, RATE).decodeAudioData(bytes);
  const wave = sound.getChannelData(0);
  const beat = (i) => wave.subarray((i + 0.25) * BEAT * RATE, (i + 0.75) * BEAT * RATE);
  const peaks = Array.from({ length: 15 }, (_, i) => Math.max(...beat(i).map(Math.abs)));
  const first = beat(0);
  const rises = first.reduce((count, value, i) => count + (i > 0 && first[i - 1] < 0 && value >= 0), 0);
  return { peaks, pitch: rises / (first.length / RATE) };
};
