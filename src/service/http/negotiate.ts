// Which of two forms of an answer a request prefers, by its `Accept`.

/** The quality that an `Accept` gives a media type, 0 to 1: the most specific range counts. */
const qualityOf = (accept: string, mediaType: string): number => {
  const [type] = mediaType.split('/');
  let quality = 0;
  let specific = -1;
  for (const range of accept.split(',')) {
    const [name = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const rank = [`*/*`, `${type}/*`, mediaType].indexOf(name);
    if (rank <= specific) continue;
    specific = rank;
    const q = parameters.find((parameter) => parameter.startsWith('q='));
    const value = q === undefined ? 1 : Number(q.slice(2));
    quality = value >= 0 && value <= 1 ? value : 1;
  }
  return quality;
};

/** True where the other form is preferred to the usual one; nothing that fits neither is refused: it gets the usual one. */
export const prefersOther = (accept: string | null, usual: string, other: string): boolean =>
  accept !== null && accept !== '*/*' && qualityOf(accept, other) > qualityOf(accept, usual);
