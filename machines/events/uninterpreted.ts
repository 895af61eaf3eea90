// Events that this version of Reprise cannot interpret: of a type that it does not have, or of a newer version of one that
// it has. They are stored and shown as they are, move nothing, and are reported. The suffix `.v2` of a newer version is
// reserved: no recorded type contains a dot, so a suffix is never a part of a name.
import { isEventType } from './catalog.ts';

export type Uninterpreted =
  | { readonly reason: 'newer_version'; readonly type: string; readonly version: number }
  | { readonly reason: 'unknown_type'; readonly type: string };

const VERSIONED = /^([a-z][a-z0-9_]*)\.v(\d+)$/;

/** The type in memory of an event whose data are of a newer version than the table's. */
export const versionedType = (type: string, version: number): string => `${type}.v${version}`;

/** The type as recorded in the log. */
export const recordedType = (type: string): string => (type.includes('.') ? (VERSIONED.exec(type)?.[1] ?? type) : type);

/** Why an event cannot be interpreted; undefined for one that can. */
export const uninterpreted = ({ type }: { readonly type: string }): Uninterpreted | undefined => {
  if (isEventType(type)) return undefined;
  const [, name, version] = VERSIONED.exec(type) ?? [];
  return name === undefined
    ? { reason: 'unknown_type', type }
    : { reason: 'newer_version', type: name, version: Number(version) };
};
