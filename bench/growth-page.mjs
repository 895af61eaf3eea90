export const writeGrowth = () => {};
