/** Stands in SQL where a value of a single record would. */
export const WITHHELD_SQL = "[withheld]";

const NUMBER = /(?<![\w.$])-?\d+(?:\.\d+)?(?:e[+-]?\d+)?(?![\w.])/g;

/**
 * The SQL with every number taken out that is not the same in all of the texts, or `[withheld]` as a whole where they differ in more than
 * numbers. Texts of one query on several fillings differ exactly where it names suppressed values.
 */
export function maskedSql(texts: readonly string[]): string {
  const [first, ...others] = texts;
  if (first === undefined) return WITHHELD_SQL;
  if (others.every((text) => text === first)) return first;
  const parts = texts.map((text) => ({ words: text.split(NUMBER).join("\u0000"), numbers: text.match(NUMBER) ?? [] }));
  if (parts.some(({ words }) => words !== parts[0]?.words)) return WITHHELD_SQL;
  let index = -1;
  return first.replaceAll(NUMBER, (number) => {
    index += 1;
    return parts.every(({ numbers }) => numbers[index] === number) ? number : WITHHELD_SQL;
  });
}

const NUMBER_OR_MASK = /\[withheld\]|(?<![\w.$])-?\d+(?:\.\d+)?(?:e[+-]?\d+)?(?![\w.])/g;

/** Whether a printed SQL, masked or not, is the given one wherever it shows anything. */
export function agreesWhereShown(printed: string, text: string): boolean {
  if (printed === WITHHELD_SQL || printed === text) return true;
  const words = (sql: string): string => sql.split(NUMBER_OR_MASK).join("\u0000");
  if (words(printed) !== words(text)) return false;
  const numbers = text.match(NUMBER_OR_MASK) ?? [];
  return (printed.match(NUMBER_OR_MASK) ?? []).every((number, index) => number === WITHHELD_SQL || number === numbers[index]);
}
