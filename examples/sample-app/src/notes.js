// The feature: notes are listed and added. Only this file knows the columns of the table.

/** Fails with PostgreSQL's own error when the schema this release needs is not there. Moves no row. */
export const probe = (database) => database.query("select id, text, created_at from notes limit 0");

/** Newest first, at most 100. */
export async function list(database) {
  const { rows } = await database.query("select id, text, created_at from notes order by id desc limit 100");
  return rows;
}

/** `fields` is the parsed body of the request. Returns the stored note, or undefined when the body is not a note. */
export async function add(database, fields) {
  const text = typeof fields?.text === "string" ? fields.text.trim() : "";
  if (text === "" || text.length > 2000) return undefined;
  const { rows } = await database.query("insert into notes (text) values ($1) returning id, text, created_at", [text]);
  return rows[0];
}
