// Makes a course that fails smaller: fewer readers, commands, faults, writers, services. What is left out changes nothing
// else, since every draw has a name.
import type { CourseResult } from './course.ts';
import type { Setting } from './setting.ts';

/** Runs a course. */
export type Try = (setting: Setting) => Promise<CourseResult>;

interface Found {
  readonly setting: Setting;
  readonly result: CourseResult;
}

const without = (setting: Setting, part: keyof Setting['leftOut'], names: readonly string[]): Setting => ({
  ...setting,
  leftOut: { ...setting.leftOut, [part]: [...setting.leftOut[part], ...names] },
});

class Shrinking {
  found: Found;
  readonly #run: Try;
  readonly #untilMs: number;

  constructor(found: Found, run: Try, untilMs: number) {
    this.found = found;
    this.#run = run;
    this.#untilMs = untilMs;
  }

  get isOver(): boolean {
    return performance.now() > this.#untilMs;
  }

  /** Goes on from a smaller course if it fails as well. */
  async try(setting: Setting): Promise<boolean> {
    if (this.isOver) return false;
    const result = await this.#run(setting);
    if (result.failure === undefined) return false;
    this.found = { setting, result };
    return true;
  }

  /** Leaves out as many of these as it can, halves first. @returns whether some were */
  async leaveOut(part: keyof Setting['leftOut'], names: readonly string[]): Promise<boolean> {
    let left = names;
    let isSmaller = false;
    for (let size = left.length; size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2))
      for (let from = 0; from < left.length && !this.isOver; ) {
        const some = left.slice(from, from + size);
        if (await this.try(without(this.found.setting, part, some))) {
          left = [...left.slice(0, from), ...left.slice(from + size)];
          isSmaller = true;
        } else from += size;
      }
    return isSmaller;
  }

  async fewer(name: 'services' | 'writers'): Promise<boolean> {
    const { setting } = this.found;
    for (let count = 1; count < setting[name]; count += 1)
      if (await this.try({ ...setting, [name]: count })) return true;
    return false;
  }
}

/**
 * @param commandsOf the ids of the commands of a setting
 * @param untilMs when to stop, on the clock of `performance.now`
 */
export const shrink = async (
  setting: Setting,
  result: CourseResult,
  run: Try,
  commandsOf: (setting: Setting) => readonly string[],
  untilMs: number,
): Promise<Found> => {
  const shrinking = new Shrinking({ setting, result }, run, untilMs);
  const readers = Array.from({ length: setting.readers }, (_, n) => `reader ${n + 1}`);
  await shrinking.leaveOut('readers', readers);
  for (let isSmaller = true; isSmaller && !shrinking.isOver; ) {
    isSmaller = await shrinking.leaveOut('commands', commandsOf(shrinking.found.setting));
    for (const name of ['services', 'writers'] as const) isSmaller = (await shrinking.fewer(name)) || isSmaller;
    isSmaller = (await shrinking.leaveOut('faults', [...new Set(shrinking.found.result.happened)])) || isSmaller;
  }
  return shrinking.found;
};
