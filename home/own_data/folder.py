"""Where the gathered files lie."""

from writing.files.kept import Folder

_folder = Folder("own-data")
new_name, place, writing, remove = _folder.new_name, _folder.place, _folder.writing, _folder.remove
