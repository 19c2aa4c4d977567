/** How large a balance can be written so that it fits the card: long amounts step down, the longest wrap. */
export function balanceSize(text: string): 'xl' | 'l' | 'm' | 's' {
  const width = [...text].reduce((sum, char) => sum + (char >= '\u2e80' ? 1.8 : 1), 0);
  if (width <= 11) return 'xl';
  if (width <= 15) return 'l';
  if (width <= 22) return 'm';
  return 's';
}
