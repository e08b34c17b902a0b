/** English, with the values put in. */
export const l10n = {
  t: (message: string, ...values: readonly unknown[]): string =>
    message.replaceAll(/\{(\d+)\}/g, (whole, index: string) =>
      index in values ? String(values[Number(index)]) : whole,
    ),
};
