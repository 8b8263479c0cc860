from samsyn.language.swedish import *
