-- A new subject with each request, so that each is a record of its own.
local n = 0
local mark = os.time()
function request()
    n = n + 1
    local path = string.gsub(os.getenv("LOAD_PATH"), "{subject}", mark .. "-" .. n)
    local body = '{"orders":420,"disputes":6,"delivery_days":3.5,"reviews":{"DE":{"stars":4.6,"count":130},"PL":{"stars":3.9,"count":22}}}'
    return wrk.format("PUT", path, {
        ["Content-Type"] = "application/json", ["Authorization"] = "Bearer " .. os.getenv("LOAD_TOKEN"),
    }, body)
end
