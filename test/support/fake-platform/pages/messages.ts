import type { IncomingRequest } from '../exchange.ts';
import { chinese } from './messages-chinese.ts';
import { english, type Messages } from './messages-english.ts';

export type { Messages } from './messages-english.ts';

export function messagesFor(request: IncomingRequest): Messages {
  return prefersChinese(request.headers['accept-language'] ?? '') ? chinese : english;
}

function prefersChinese(acceptLanguage: string): boolean {
  const weightOf = (language: string) =>
    Math.max(
      0,
      ...acceptLanguage.split(',').map((range) => {
        const [tag = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
        if (tag.split('-')[0] !== language) return 0;
        const quality = parameters.find((part) => part.startsWith('q='));
        return quality === undefined ? 1 : Number(quality.slice(2)) || 0;
      }),
    );
  const chineseWeight = weightOf('zh');
  const englishWeight = weightOf('en');
  if (chineseWeight !== englishWeight) return chineseWeight > englishWeight;
  return chineseWeight > 0 && /^\s*zh/i.test(acceptLanguage);
}
