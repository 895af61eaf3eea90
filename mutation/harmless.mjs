// Why a mutant that no test kills is harmless. The first entry that fits counts; each says where it fits: `file`, a part of
// the `line`, the `mutator`, a part of the text `before`, the whole text `after`.
export const HARMLESS = [];
