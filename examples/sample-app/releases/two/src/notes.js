// The feature: notes are listed and added, with an author since release two. Only this file knows the columns.

/** Fails with PostgreSQL's own error when the schema this release needs is not there. Moves no row. */
export const probe = (database) => database.query("select id, text, author, created_at from notes limit 0");

/** Newest first, at most 100. */
export async function list(database) {
  const { rows } = await database.query("select id, text, author, created_at from notes order by id desc limit 100");
  return rows;
}

/** `fields` is the parsed body of the request. Returns the stored note, or undefined when the body is not a note. */
export async function add(database, fields) {
  const text = typeof fields?.text === "string" ? fields.text.trim() : "";
  const author = typeof fields?.author === "string" && fields.author.trim() !== "" ? fields.author.trim() : "anonymous";
  if (text === "" || text.length > 2000 || author.length > 200) return undefined;
  const { rows } = await database.query(
    "insert into notes (text, author) values ($1, $2) returning id, text, author, created_at",
    [text, author],
  );
  return rows[0];
}
