import type { Language } from './messages.ts';

/** Returns the language that an `Accept-Language` header prefers (RFC 9110 section 12.5.4); English by default. */
export function preferredLanguage(header: string | undefined): Language {
  let best: { language: Language; weight: number } = { language: 'en', weight: 0 };
  for (const part of (header ?? '').split(',').slice(0, 32)) {
    const [range = '', ...parameters] = part.split(';').map((piece) => piece.trim().toLowerCase());
    const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    const weight = quality === undefined ? 1 : Number(quality);
    const primary = range.split('-')[0];
    if (primary !== 'zh' && primary !== 'en') continue;
    if (weight > best.weight) best = { language: primary === 'zh' ? 'zh-CN' : 'en', weight };
  }
  return best.language;
}
