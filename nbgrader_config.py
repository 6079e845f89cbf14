"""nbgrader's settings: where the course's folders are, and what stands in place of a solution."""

c = get_config()  # noqa: F821

c.CourseDirectory.source_directory = "book/exercises"
c.CourseDirectory.release_directory = "assignments"
c.CourseDirectory.submitted_directory = "grading/submitted"
c.CourseDirectory.autograded_directory = "grading/autograded"
c.CourseDirectory.feedback_directory = "grading/feedback"
c.CourseDirectory.db_url = "sqlite:///grading/gradebook.db"
# The sources lie beside nbgrader's: with them, the solutions would be copied to the students.
c.CourseDirectory.ignore = [".ipynb_checkpoints", "*.pyc", "__pycache__", "*.md"]

c.ClearSolutions.code_stub = {"python": "# YOUR CODE HERE\nraise NotImplementedError"}
c.ClearSolutions.text_stub = "*Write your answer here.*"

# A check that a student deleted comes back.
c.OverwriteCells.add_missing_cells = True

c.ZipCollectApp.downloaded_directory = "grading/downloaded"
c.FileNameCollectorPlugin.named_regexp = (
    r".*/(?P<student_id>[A-Za-z0-9.-]+)_(?P<file_id>[A-Za-z0-9-]+\.ipynb)$"
)
