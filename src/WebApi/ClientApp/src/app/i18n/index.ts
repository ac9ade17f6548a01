import { usePreferences, type Language } from '../browser/preferences';
import { en, type Texts } from './en';
import { isolating } from './isolating';
import { vi } from './vi';

export type { Language, Texts };

export const languages: Record<Language, { name: string; texts: Texts }> = {
  en: { name: 'English', texts: isolating(en) },
  vi: { name: 'Tiếng Việt', texts: isolating(vi) },
};

/** The texts of the page in the user's language. */
export function useTexts(): Texts {
  return languages[usePreferences().language].texts;
}
