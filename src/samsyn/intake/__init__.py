"""The way in: a file from outside is read, checked and planned before anything is stored."""
