// The rules whose violation no command removes, or none of their own.

export const CREATED = 'what it names is created: see creations.ts';
const ITSELF = 'the command itself has to be another';
const RECORD = 'the recorder writes these attributes, and no command does';

/** The rules whose violation no command removes, each with why. */
export const WITHOUT_REMEDY: Readonly<Record<string, string>> = {
  'S.first': 'before the start the start is all that is legal; a second start never is',
  'S.parent': ITSELF,
  'S.ended': 'an end is final',
  'S.chosen': 'a choice is made once; profile.amend changes the profile later',
  'P.known': ITSELF,
  'G.known': CREATED,
  'P.kept': ITSELF,
  'G.guards': ITSELF,
  'T.known': CREATED,
  'T.depends': CREATED,
  'T.circle': ITSELF,
  'W.number': ITSELF,
  'W.task': ITSELF,
  'A.unique': ITSELF,
  'A.known': CREATED,
  'A.planned': CREATED,
  'A.given': CREATED,
  'C.number': ITSELF,
  'L.many': 'the rest is ticked by a later command',
  'L.known': CREATED,
  'L.place': ITSELF,
  'D.known': CREATED,
  'D.depends': CREATED,
  'B.grows': ITSELF,
  'B.raised': ITSELF,
  'B.task': 'what was used was used, and no command changes an estimate',
  'K.unique': ITSELF,
  'K.refers': CREATED,
  'K.baseline': CREATED,
  'K.phase': ITSELF,
  'E.ordinal': RECORD,
  'E.id': RECORD,
  'E.session': RECORD,
  'E.together': RECORD,
  'E.ahead': ITSELF,
  'E.time': ITSELF,
};
