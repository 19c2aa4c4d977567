import { FIRST_ID } from '../../../extension/domain/account-list.ts';
import { accountItems } from '../../../extension/storage/items.ts';

/** The items of the first account, with the keys of version 0.1.0. */
export const {
  address: addressItem,
  state: accountItem,
  preferences: preferencesItem,
  alert: alertItem,
  budgetAlert: budgetAlertItem,
  topUp: topUpItem,
  history: historyItem,
} = accountItems(FIRST_ID);
