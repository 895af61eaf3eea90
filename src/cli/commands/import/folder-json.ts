// The import of a folder as `--json` prints it.
import type { Imported } from '../../../import/import-session.ts';

export const folderJson = ({ sessionId, report, result, wasThere, enforcement, broken }: Imported): object => {
  const { recorded, repeated, redacted, position, durability } = result;
  return {
    sessionId,
    wasThere,
    enforcement,
    added: recorded,
    repeated,
    redacted,
    report,
    violations: broken,
    position,
    durability,
  };
};
