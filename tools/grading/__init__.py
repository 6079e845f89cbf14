"""Grade a class: ``make grade SET=convolution FROM=folder-or-zip``, or ``python -m tools.grading``.

Everything goes below ``grading/<set>/``: ``results.csv``, ``results.json``, ``feedback/<student>.html``, and
``originals/``, what was sent, byte for byte. The same command again goes on where it was.

collect      the files of a folder or zip
names        whose each is, by its path
store        what was sent and what came of it, on disk
reading      a file as a notebook, or why it is none
course       the set, its checks, what the students were given
choose       which of a student's files counts
definitions  the names that a cell defines
repair       answers found, checks put back
words        the same for answers in words
scratch      a folder for hidden checks, deleted
sandbox      no network, no files, limits
guard        the library kept as it is, in the kernel
kernel       the cells run, whatever they do
grade        one submission, from file to points
pool         many, side by side
gradebook    nbgrader's, and what is given by hand
feedback     a student's page
results      the table and the summary
run          all of it, in order
"""
