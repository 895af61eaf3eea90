// Texts of a length, made to be expensive: a piece again and again, or pieces with a number each.
export const repeated = (piece) => (length) => piece.repeat(Math.ceil(length / piece.length)).slice(0, length);
export const numbered = (of) => (length) => {
  const pieces = [];
  let total = 0;
  for (let n = 0; total < length; n += 1) {
    const piece = of(n);
    pieces.push(piece);
    total += piece.length;
  }
  return pieces.join('');
};

/** As many entries as a JSON text of about this length holds. */
export const entries = (of) => (length) => {
  const list = [];
  for (let n = 0, total = 0; total < length; n += 1) {
    const entry = of(n);
    list.push(entry);
    total += JSON.stringify(entry).length + 1;
  }
  return list;
};
