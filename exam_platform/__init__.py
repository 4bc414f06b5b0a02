"""法律知识考试与培训平台: the Django project."""

__version__ = "0.1.0"
