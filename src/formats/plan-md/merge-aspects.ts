// The three-way merge of two sides of a plan, value by value: what only the file changed is accepted, what only the
// session changed stays, what both changed differently is a conflict.
import { ASPECTS, type Aspect, type AspectValues } from './aspects.ts';
import type { Unsettled } from './unsettled.ts';

export interface Conflict {
  /** Of the item or section; empty for the plan's title. */
  readonly id: string;
  readonly aspect: Aspect;
  /** As it was when both sides were the same; null where it was on neither side. */
  readonly base: string | null;
  /** Null: it is not in the file any more. */
  readonly file: string | null;
  readonly session: string | null;
}

type Values = ReadonlyMap<string, AspectValues>;

export interface Sides {
  /** When both sides were the same. */
  readonly base: Values;
  readonly file: Values;
  readonly session: Values;
  readonly unsettled: Unsettled;
}

const DEFAULTS: AspectValues = { note: '', status: 'open' };

const keyOf = (id: string, aspect: Aspect): string => `${aspect} ${id}`;

export class AspectMerge {
  readonly conflicts: Conflict[] = [];
  readonly #sides: Sides;
  readonly #accepted = new Set<string>();
  readonly #inConflict = new Set<string>();

  constructor(sides: Sides) {
    this.#sides = sides;
    for (const id of new Set([...sides.base.keys(), ...sides.file.keys()])) this.#mergeValuesOf(id);
    this.#refuseCircularPlaces();
  }

  /** Whether the session takes over the file's value. */
  accepts(id: string, aspect: Aspect): boolean {
    return this.#accepted.has(keyOf(id, aspect));
  }

  #accept(id: string, aspect: Aspect): void {
    this.#accepted.add(keyOf(id, aspect));
  }

  #refuse(id: string, aspect: Aspect): void {
    this.#accepted.delete(keyOf(id, aspect));
  }

  #addConflict(id: string, aspect: Aspect): void {
    const { base, file, session } = this.#sides;
    this.conflicts.push({
      id,
      aspect,
      base: base.get(id)?.[aspect] ?? null,
      file: file.get(id)?.[aspect] ?? null,
      session: session.get(id)?.[aspect] ?? null,
    });
    this.#inConflict.add(id);
  }

  #mergeValuesOf(id: string): void {
    const base = this.#sides.base.get(id);
    const file = this.#sides.file.get(id);
    const session = this.#sides.session.get(id);
    if (session === undefined) {
      // New in the file, else a section that the session removed.
      if (base === undefined) for (const aspect of ASPECTS) this.#accept(id, aspect);
    } else if (file === undefined) this.#mergeRemoved(id, base ?? {}, session);
    else this.#mergeChanged(id, base, file, session);
  }

  /** Removed from the file: accepted, unless the session changed it meanwhile. */
  #mergeRemoved(id: string, base: AspectValues, session: AspectValues): void {
    for (const aspect of ASPECTS) {
      const value = session[aspect];
      if (value === undefined || aspect === 'place' || value === 'dropped') continue;
      if (value !== (base[aspect] ?? DEFAULTS[aspect])) this.#addConflict(id, aspect);
    }
    if (!this.#inConflict.has(id) && session.status !== 'dropped')
      this.#accept(id, session.title === undefined ? 'status' : 'title');
  }

  #mergeChanged(id: string, base: AspectValues | undefined, file: AspectValues, session: AspectValues): void {
    const sessionDropped = session.status === 'dropped' && base?.status !== 'dropped' && file.status !== 'dropped';
    for (const aspect of ASPECTS) {
      const before = base?.[aspect] ?? DEFAULTS[aspect];
      const [inFile, inSession] = [file[aspect], session[aspect]];
      if (inSession === undefined || inFile === undefined || inFile === inSession || inFile === before) continue;
      if (aspect === 'place') {
        // What contained it is gone from the file, so its new place is not an edit.
        if (sessionDropped && before !== undefined && !this.#sides.file.has(before)) continue;
        // Once in conflict, a place is settled only by the same place on both sides.
        if (this.#sides.unsettled.get(id)?.place !== undefined) {
          this.#addConflict(id, aspect);
          continue;
        }
      }
      const sessionUnchanged =
        base === undefined ? inSession === DEFAULTS[aspect] : inSession === before && !sessionDropped;
      if (sessionUnchanged) this.#accept(id, aspect);
      else this.#addConflict(id, aspect);
    }
    // An edit of what the session dropped: then the drop is in conflict too.
    if (sessionDropped && this.#inConflict.has(id)) {
      this.#refuse(id, 'status');
      if (!this.conflicts.some((one) => one.id === id && one.aspect === 'status')) this.#addConflict(id, 'status');
    }
    // The same place on both sides: the file's order of siblings is taken over.
    if (base !== undefined && file.place !== undefined && file.place === session.place) this.#accept(id, 'place');
  }

  /** Where each side put one of two items below the other, neither move is made. */
  #refuseCircularPlaces(): void {
    const { file, session } = this.#sides;
    const placeOf = (id: string): string | undefined => (this.accepts(id, 'place') ? file : session).get(id)?.place;
    for (const id of file.keys()) {
      if (!this.accepts(id, 'place')) continue;
      const seen = new Set<string>();
      let above = placeOf(id);
      for (; above !== undefined && above !== id && !seen.has(above); above = placeOf(above)) seen.add(above);
      if (above !== id) continue;
      this.#refuse(id, 'place');
      this.#addConflict(id, 'place');
    }
  }
}
