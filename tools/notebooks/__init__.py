"""Make each chapter's notebook from its text: ``python -m tools.notebooks``.

A chapter is written as ``book/NN-topic.md``; ``book/NN-topic.ipynb``, its twin, is generated from it and
never edited. The twin holds plain Markdown (no directive, no role), the text outputs of an execution, and
first cells that make it run on Colab.

parser      MyST's own tokenizer, with the place of every inline construct
book        _config.yml, _toc.yml, the pages and their addresses
labels      what each label points at, with the number that the page shows
citations   author and year of each entry of the bibliography
convert     the blocks of one page, turned into plain Markdown
inline      its inline text, and what directives and roles ask of the book
directives  what each directive becomes
roles       what each role becomes
outputs     which outputs a twin keeps
execute     runs the code of a page
twin        puts a notebook together, and says whether one is in step
"""
