// The most bytes that a log takes in one commit: the same for every log, so that what one recorded fits every other.

/** Reserved below a server's max_payload for the three headers of a commit; ids have at most 256 characters. */
export const HEADER_ROOM_BYTES = 2_048;

/**
 * The most bytes in the body of a commit: what the managed server's max_payload of 8 MB leaves. A log on a server with a
 * smaller max_payload takes less, one on a server with a larger one no more. Larger data are stored apart from the body.
 */
export const MAX_COMMIT_BYTES = 8 * 1024 * 1024 - HEADER_ROOM_BYTES;

/** The most bytes in all lines of a commit, with the data that are stored apart: 64 MiB on every log. */
export const MAX_WHOLE_COMMIT_BYTES = 64 * 1024 * 1024;

/** What helps beside a smaller commit: a larger max_payload, where the server's is below the limit. */
export const raising = (maxBytes: number): string =>
  maxBytes < MAX_COMMIT_BYTES ? ', or raise max_payload of the server' : '';
