@echo off
if exist "%~dp0main.js" (node "%~dp0main.js" %*) else (node "%~dp0..\dist\plugin\main.js" %*)
