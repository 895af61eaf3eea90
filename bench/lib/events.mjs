// The events that are appended: workbook entries with data of a given size, in English words.
const WORDS = 'The middleware has a rule for this already, so that it can be extended instead of built anew. ';

/** Data of a workbook entry whose JSON has `bytes` bytes. @param {string} entryId @param {number} bytes */
export const entryOf = (entryId, bytes) => {
  const entry = { entryId, entryType: 'note', title: 'What was found', content: '' };
  const room = bytes - JSON.stringify(entry).length;
  return { ...entry, content: WORDS.repeat(Math.ceil(room / WORDS.length)).slice(0, room) };
};
