// Cuts Noto Sans SC Medium down to the characters that the demo draws:
//   node subset.mjs OUT_DIR
// writes NotoSansSC-Medium-subset.ttf and its licence, OFL.txt, into OUT_DIR.
// The same lock file gives the same bytes.
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import subsetFont from 'subset-font';

const source = fileURLToPath(new URL('node_modules/@expo-google-fonts/noto-sans-sc/', import.meta.url));
const target = process.argv[2];
if (!target) throw new Error('usage: node subset.mjs OUT_DIR');

// Every character of a two-byte encoding whose bytes lie in the given ranges.
function* characters(encoding, [highFrom, highTo], [lowFrom, lowTo]) {
  const decoder = new TextDecoder(encoding);
  for (let high = highFrom; high <= highTo; high++) {
    for (let low = lowFrom; low <= lowTo; low++) {
      const text = decoder.decode(Uint8Array.of(high, low));
      if ([...text].length === 1 && text !== '\ufffd') yield text;
    }
  }
}

function* unicode(from, to) {
  for (let point = from; point <= to; point++) yield String.fromCodePoint(point);
}

const wanted = new Set([
  ...unicode(0x20, 0x24f), // Latin
  ...unicode(0x2010, 0x2027), // dashes, quotation marks, ellipsis
  ...unicode(0x3040, 0x30ff), // kana
  ...characters('gbk', [0xa1, 0xa9], [0xa1, 0xfe]), // GB 2312 rows 1-9: punctuation, Greek, Cyrillic
  ...characters('gbk', [0xb0, 0xf7], [0xa1, 0xfe]), // GB 2312: 6,763 simplified characters
  ...characters('big5', [0xa4, 0xc6], [0x40, 0xfe]), // Big5 level 1: 5,401 frequent traditional characters
  ...characters('shift_jis', [0x88, 0x97], [0x40, 0xfc]), // JIS level 1: 2,965 frequent Japanese characters
]);

const font = await subsetFont(await readFile(join(source, '500Medium/NotoSansSC_500Medium.ttf')), [...wanted].join(''), {
  targetFormat: 'truetype',
  noHinting: true,
  noLayoutClosure: true,
  // The demo sets one line after another and uses no layout features.
  dropTables: ['BASE', 'GDEF', 'GPOS', 'GSUB', 'STAT', 'vhea', 'vmtx', 'VORG', 'DSIG', 'gasp', 'prep'],
});
await writeFile(join(target, 'NotoSansSC-Medium-subset.ttf'), font);
await copyFile(join(source, 'LICENSE_FONT'), join(target, 'OFL.txt'));
