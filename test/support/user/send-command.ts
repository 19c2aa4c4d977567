import type { Browser } from 'wxt/browser';
import type { Command } from '../../../extension/background/messages.ts';
import type { View } from '../browsers/view.ts';

declare const chrome: typeof Browser;

/** Sends a command from a page of the extension, and waits until the background has carried it out or refused it. */
export async function sendCommand(view: View, command: Command): Promise<void> {
  await view.evaluate((message) => chrome.runtime.sendMessage(message), command);
}
