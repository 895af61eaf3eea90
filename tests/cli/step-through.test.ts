import { PassThrough } from 'node:stream';
import { beforeEach, describe, expect, it } from 'vitest';
import { stepThrough } from '../../src/cli/commands/replay/step-through.ts';
import type { Terminal } from '../../src/cli/terminal.ts';
import { readSessionFolder } from '../../src/formats/session-files/read-session-folder.ts';
import { type ReplayOptions, replay } from '../../src/session/replay/replay.ts';
import { folderSource } from '../../src/session/source/folder-source.ts';
import { EXAMPLE } from './run-cli.ts';

/** A terminal of 100 columns and 40 lines whose keys the test presses. */
const fakeTerminal = () => {
  const keys = new PassThrough();
  const modes: boolean[] = [];
  const stdin = Object.assign(keys, {
    isTTY: true,
    setRawMode: (raw: boolean) => {
      modes.push(raw);
      return stdin;
    },
  });
  let written = '';
  let printed = '';
  const undos: (() => void)[] = [];
  const waiting = new Set<() => void>();
  const terminal = {
    env: {},
    stdin,
    colour: false,
    columns: 100,
    rows: 40,
    write: (text: string) => {
      written += text;
      for (const look of [...waiting]) look();
    },
    print: (line: string) => {
      printed += `${line}\n`;
    },
    undoAtEnd: (undo: () => void) => {
      let done = false;
      const once = () => {
        if (!done) undo();
        done = true;
      };
      undos.push(once);
      return once;
    },
  } as unknown as Terminal;
  const screen = () => written.slice(written.lastIndexOf('\u001b[2J') + 4);
  return {
    terminal,
    modes,
    undoAll: () => {
      for (const undo of undos) undo();
    },
    written: () => written,
    printed: () => printed,
    press: (key: string) => keys.write(key),
    hangUp: () => keys.end(),
    /** Resolves when the screen shows it. */
    until: (pattern: RegExp) =>
      new Promise<void>((resolve) => {
        const look = () => {
          if (!pattern.test(screen())) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
  };
};

const steps = async (options: ReplayOptions = {}) => {
  const source = await folderSource(EXAMPLE, readSessionFolder);
  return replay(source.events(), options);
};

describe('stepThrough', () => {
  let fake: ReturnType<typeof fakeTerminal>;
  beforeEach(() => {
    fake = fakeTerminal();
  });
  const begin = async (options: Partial<Parameters<typeof stepThrough>[2]> = {}, replayed?: ReplayOptions) =>
    stepThrough(fake.terminal, await steps(replayed), { from: undefined, speed: undefined, views: [], ...options });

  it('begins at the first event and goes with the keys', async () => {
    const ended = begin({}, { to: { ordinal: 20 } });
    await fake.until(/1 of 20[\s\S]*session_started/);
    fake.press('l');
    await fake.until(/2 of 20/);
    fake.press('\u001b[C\u001b[C');
    await fake.until(/4 of 20/);
    fake.press('h');
    await fake.until(/3 of 20/);
    fake.press('$');
    await fake.until(/20 of 20/);
    fake.press('0');
    await fake.until(/1 of 20/);
    fake.press('q');
    expect(await ended).toBe(0);
  });

  it('shows what the event changed, and the requested view, as of that event', async () => {
    const ended = begin({ views: ['plan'] }, { to: { ordinal: 20 }, views: ['plan'] });
    await fake.until(/1 of 20/);
    fake.press('l');
    await fake.until(/phase Context: pending → active[\s\S]*Plan of session[\s\S]*Current phase +Context/);
    fake.press('q');
    await ended;
  });

  it('begins at the ordinal of --from', async () => {
    const ended = begin({ from: 7 }, { to: { ordinal: 20 } });
    await fake.until(/7 of 20/);
    fake.press('q');
    await ended;
  });

  it('plays by itself at the requested speed, and stops at the end', async () => {
    const ended = begin({ speed: 1e9 }, { to: { ordinal: 20 } });
    await fake.until(/1 of 20/);
    fake.press(' ');
    await fake.until(/20 of 20(?!, playing)/);
    fake.press('q');
    await ended;
  });

  it('takes the keyboard raw and gives it and the screen back at q', async () => {
    const ended = begin({}, { to: { ordinal: 3 } });
    await fake.until(/1 of 3/);
    expect(fake.modes).toEqual([true]);
    fake.press('q');
    await ended;
    expect(fake.modes).toEqual([true, false]);
    expect(fake.written().endsWith('\u001b[?25h\u001b[?1049l')).toBe(true);
    expect(fake.printed()).toContain('session_started');
  });

  it('gives them back when the process is ended from outside, and only once', async () => {
    const ended = begin({}, { to: { ordinal: 3 } });
    await fake.until(/1 of 3/);
    fake.undoAll();
    expect(fake.modes).toEqual([true, false]);
    fake.press('q');
    await ended;
    expect(fake.modes).toEqual([true, false]);
  });

  it('gives them back when showing a view fails', async () => {
    const ended = begin({ views: ['plan'] }, { to: { ordinal: 3 }, views: [] });
    await expect(ended).rejects.toThrow('plan');
    expect(fake.modes).toEqual([true, false]);
  });

  it('ends when the keyboard goes away', async () => {
    const ended = begin({}, { to: { ordinal: 3 } });
    await fake.until(/1 of 3/);
    fake.hangUp();
    expect(await ended).toBe(0);
    expect(fake.modes).toEqual([true, false]);
  });
});
