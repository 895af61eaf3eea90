// Dark or light: as the system has it, until somebody chooses.
import { signal } from '@preact/signals';

export const THEMES = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const KEY = 'reprise.theme';

export const theme = signal<Theme>('auto');

const apply = (chosen: Theme): void => {
  theme.value = chosen;
  if (chosen === 'auto') document.documentElement.removeAttribute('data-theme');
  else document.documentElement.setAttribute('data-theme', chosen);
};

export const chooseTheme = (chosen: Theme): void => {
  apply(chosen);
  try {
    localStorage.setItem(KEY, chosen);
  } catch {
    // Kept for this page only.
  }
};

export const startTheme = (): void => {
  try {
    const kept = localStorage.getItem(KEY) as Theme | null;
    if (kept !== null && THEMES.includes(kept)) apply(kept);
  } catch {
    // As the system has it.
  }
};
