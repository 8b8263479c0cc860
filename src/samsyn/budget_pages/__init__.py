"""The pages of Budget, Utfall och prognos and Eget kapital."""
