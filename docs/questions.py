"""The questions of sql/analyses with their answers from the published file, as a marimo notebook: `make notebook`."""

import marimo

app = marimo.App(width="full")


@app.cell
def _open():
    import marimo as mo

    from pipelines.folders import SQL, Folders
    from pipelines.warehouse import open_published

    warehouse = Folders.from_environment().warehouse
    texts = {path.stem: path.read_text(encoding="utf-8") for path in sorted((SQL / "analyses").glob("*.sql"))}
    # Those that attach another release wait for its name.
    questions = {name: text for name, text in texts.items() if "\nattach " not in f"\n{text}"}
    return mo, open_published, questions, warehouse


@app.cell
def _ask(open_published, questions, warehouse):
    with open_published(warehouse) as db:
        answers = {name: db.execute(text).df() for name, text in questions.items()}
    return (answers,)


@app.cell
def _show(answers, mo, questions):
    said = {name: text.splitlines()[0].removeprefix("-- ") for name, text in questions.items()}
    mo.vstack(
        [
            mo.vstack([mo.md(f"## {said[name]}\n\n`sql/analyses/{name}.sql`"), mo.plain_text(answer.head(20).to_string())])
            for name, answer in answers.items()
        ]
    )
    return


if __name__ == "__main__":
    app.run()
