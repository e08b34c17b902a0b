import { expect, test } from 'vitest';
import { splitName, Substitution } from '../../../../src/core/embedded/substitution.ts';

function learned(...pairs: readonly (readonly [string, string])[]): Substitution {
  const substitution = new Substitution();
  for (const [from, to] of pairs) substitution.learn(from, to);
  return substitution;
}

test('a name splits into its words', () => {
  expect(splitName('getUserName')).toEqual(['get', 'User', 'Name']);
  expect(splitName('HTTP_server2')).toEqual(['HTTP', '_', 'server', '2']);
});

test('a whole name is replaced as it was before', () => {
  expect(learned(['user', 'order']).apply('user')).toBe('order');
});

test('the word that changed is found in other names, in their manner', () => {
  const substitution = learned(['loadUser', 'loadInvoice']);
  expect(substitution.apply('userCache')).toBe('invoiceCache');
  expect(substitution.apply('UserError')).toBe('InvoiceError');
  expect(substitution.apply('MAX_USER_COUNT')).toBe('MAX_INVOICE_COUNT');
  expect(substitution.apply('user_id')).toBe('invoice_id');
});

test('a word that changed is found in its plural too', () => {
  expect(learned(['loadProduct', 'loadInvoice']).apply('products')).toBe('invoices');
  expect(learned(['city', 'address']).apply('CITIES')).toBe('ADDRESSES');
  expect(learned(['user', 'lineItem']).apply('userIds')).toBe('lineItemIds');
  expect(learned(['user', 'line_item']).apply('all_users')).toBe('all_line_items');
  expect(learned(['user', 'order']).apply('usage')).toBeNull();
});

test('two words may stand for one', () => {
  const substitution = learned(['user', 'lineItem']);
  expect(substitution.apply('getUser')).toBe('getLineItem');
  expect(substitution.apply('user_id')).toBe('line_item_id');
});

test('a name that shares no word stays', () => {
  expect(learned(['user', 'order']).apply('session')).toBeNull();
});

test('pairs that contradict one another are counted', () => {
  expect(learned(['user', 'order'], ['user', 'product']).conflicts).toBe(1);
});
