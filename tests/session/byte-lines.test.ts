import fc from 'fast-check';
import { expect, it } from 'vitest';
import { byteLines, MAX_LINE_BYTES } from '../../src/session/record/byte-lines.ts';
import { codeOf, collect } from './work.ts';

it('gives the same lines, each with its first byte, however the bytes are divided into chunks (fast-check)', async () => {
  const line = fc.string({ unit: fc.constantFrom('a', 'ü', '€', '😀', '\r', '\uFEFF', ' '), maxLength: 12 });
  const cuts = fc.array(fc.nat({ max: 200 }), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 8 }), cuts, fc.boolean(), async (texts, places, ended) => {
      const bytes = Buffer.from(texts.join('\n') + (ended ? '\n' : ''));
      const bounds = [0, ...places.map((place) => Math.min(place, bytes.length)), bytes.length].sort((a, b) => a - b);
      const chunks = bounds.slice(1).map((end, index) => bytes.subarray(bounds[index], end));
      const read = await collect(byteLines(chunks));
      const whole = Buffer.from(bytes).toString();
      expect(read.map((one) => `${one.text}${one.ended ? '\n' : ''}`).join('')).toBe(whole);
      for (const [index, one] of read.entries()) {
        expect(one.line).toBe(index + 1);
        expect(one.text).not.toContain('\n');
        const there = bytes.subarray(one.byte, one.byte + Buffer.byteLength(one.text ?? ''));
        expect(there.toString()).toBe(one.text);
        expect(one.ended || index === read.length - 1).toBe(true);
      }
    }),
  );
});

it('distinguishes bytes that are not UTF-8 from the text that would replace them', async () => {
  const [sound, broken] = await collect(byteLines([Buffer.from('\uFFFD\n'), Buffer.from([0xef, 0xbf, 0x0a])]));
  expect(sound?.text).toBe('\uFFFD');
  expect(broken?.text).toBeUndefined();
});

it('copies a chunk that the reader overwrites afterwards', async () => {
  const buffer = Buffer.from('abc');
  const chunks = (function* () {
    yield buffer;
    buffer.write('xyz');
    yield Buffer.from('\n');
  })();
  expect((await collect(byteLines(chunks)))[0]?.text).toBe('abc');
});

it('refuses a line without an end before it fills the memory', async () => {
  const chunk = Buffer.alloc(8 * 1024 * 1024, 'x');
  const endless = (function* () {
    for (let bytes = 0; bytes <= 2 * MAX_LINE_BYTES; bytes += chunk.length) yield chunk;
  })();
  expect(await codeOf(collect(byteLines(endless)))).toBe('BAD_INPUT');
});
