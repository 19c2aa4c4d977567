import { vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';

/** Collects title and message of every notification that is created from now on. */
export function recordNotifications(): string[] {
  const messages: string[] = [];
  const { create } = fakeBrowser.notifications;
  vi.spyOn(fakeBrowser.notifications, 'create').mockImplementation((async (
    id: string,
    options: { title: string; message: string },
  ) => {
    messages.push(`${options.title}: ${options.message}`);
    return create(id, options as never);
  }) as never);
  return messages;
}

/** The ids of the notifications that are shown. */
export function shownNotifications(): string[] {
  return Object.keys(fakeBrowser.notifications.getAllCreateOptions());
}
